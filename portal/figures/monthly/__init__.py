"""The monthly report: the headings of such reports, filled with figures, each with the query it came from."""
