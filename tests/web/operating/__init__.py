"""The pages of the one engineer."""
