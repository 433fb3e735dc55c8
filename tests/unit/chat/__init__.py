"""Tests of the chat's rooms."""
