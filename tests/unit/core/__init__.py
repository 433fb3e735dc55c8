"""Tests of the ground: portal/core."""
