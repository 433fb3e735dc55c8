"""Dossiers as the one-stop system tells them: intake, history, look-up, links."""
