"""Tests of what starts, watches and stops everything."""
