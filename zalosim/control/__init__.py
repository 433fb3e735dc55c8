"""The control addresses under /_sim/, for tests and people on this machine."""
