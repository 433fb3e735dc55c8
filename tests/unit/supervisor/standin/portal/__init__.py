"""Stands in for the portal's package: only its command."""
