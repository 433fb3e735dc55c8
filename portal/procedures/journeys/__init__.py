"""Journeys: several procedures in order for one life event, built by an editor."""
