"""Dossiers: codes, records, intake, a whole life."""
