"""The joint search's page."""
