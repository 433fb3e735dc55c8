"""Tests of what the counter does."""
