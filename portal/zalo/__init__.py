"""Speaking to Zalo: one client, one table of answers."""
