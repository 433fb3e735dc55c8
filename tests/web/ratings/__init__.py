"""Ratings as a browser without scripts meets them."""
