"""The inbox, room by room."""
