"""A dossier shown to a relative: a link of their own to look at, and to follow by, until it is taken back."""
