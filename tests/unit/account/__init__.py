"""The Official Account itself: events, abilities, followers."""
