"""Audiences put together without code, counted, and kept under a name."""
