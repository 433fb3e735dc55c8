"""Upkeep of the catalogue: what a new file would change, word by word, and what else must be looked at."""
