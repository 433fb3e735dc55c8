"""The words of pages in a second language."""
