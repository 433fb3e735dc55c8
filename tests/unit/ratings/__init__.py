"""Ratings without pages."""
