"""Kills, outages and a Zalo that misbehaves."""
