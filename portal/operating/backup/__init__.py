"""A copy of everything the province cannot make again, and the way back from it (R29)."""
