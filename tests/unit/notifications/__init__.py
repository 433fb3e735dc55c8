"""Tests of owing and sending messages."""
