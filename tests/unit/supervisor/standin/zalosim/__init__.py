"""Stands in for the pretend Zalo."""
