"""Announcements of the province: Information tab, alerts, feed."""
