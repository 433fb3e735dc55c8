"""Feedback as a browser without scripts meets it."""
