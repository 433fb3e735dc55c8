"""People who work for the province, joined by a code of invitation or by a list of numbers."""
