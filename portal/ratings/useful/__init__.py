"""Was this page useful? One tap on every page of citizens, what went wrong, and the editors' list of it."""
