"""Dossiers over HTTP: the machine interface, look-up, links, commands."""
