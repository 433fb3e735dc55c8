"""Tests of pages and machine interfaces through Flask's client."""
