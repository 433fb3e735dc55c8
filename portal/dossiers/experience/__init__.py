"""How long dossiers of a procedure took lately at an office: told as experience, never as a promise."""
