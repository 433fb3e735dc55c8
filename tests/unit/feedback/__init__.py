"""Feedback, room by room."""
