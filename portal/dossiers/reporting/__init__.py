"""What became of many messages at once: counts, a file, and the state of one push."""
