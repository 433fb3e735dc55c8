"""Starts, watches and stops everything `./run` needs; standard library only, so that it is up at once."""
