"""The desks of messages."""
