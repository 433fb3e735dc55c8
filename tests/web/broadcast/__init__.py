"""The desk of broadcasts through the web."""
