"""Texts that were written to run: our own families of them, and what notices when one does (T12)."""
