"""What the codes of one-stop systems mean, and which of them anybody is told of."""
