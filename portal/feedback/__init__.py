"""What citizens report, suggest and ask: received once, followed by a code, answered by an office."""
