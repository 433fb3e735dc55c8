"""The page of a person through the web."""
