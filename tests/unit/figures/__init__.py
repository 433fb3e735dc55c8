"""Figures, counted and read."""
