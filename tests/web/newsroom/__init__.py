"""Pages of the newsroom."""
