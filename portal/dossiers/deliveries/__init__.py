"""What became of each message, told back to the one-stop system: a feed it reads, and calls it takes."""
