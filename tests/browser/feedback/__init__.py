"""Feedback on a phone with a weak signal."""
