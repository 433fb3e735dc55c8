"""Papers of a dossier as PDF: receipt, request for more papers, apology; numbered once, drawn the same again."""
