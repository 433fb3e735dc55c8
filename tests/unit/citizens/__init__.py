"""Tests of who citizens are."""
