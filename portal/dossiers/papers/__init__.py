"""Papers of a dossier as PDF: receipt, request for more, apology; numbered once, drawn the same again."""
