"""The desk of the inbox."""
