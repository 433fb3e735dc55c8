"""What the engineer runs."""
