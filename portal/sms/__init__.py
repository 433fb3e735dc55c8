"""SMS through whatever gateway the province has: the last way to somebody, off until it is set up."""
