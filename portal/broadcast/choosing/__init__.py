"""Which news a person wants, and of which communes."""
