"""Tests of the portal and of the pretend Zalo."""
