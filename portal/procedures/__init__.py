"""The catalogue of administrative procedures: import, search, pages."""
