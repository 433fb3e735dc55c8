"""Many items changed at once, and changed back within the hour."""
