"""Look-up tables: an officer's spreadsheet becomes a page and a word of the chat."""
