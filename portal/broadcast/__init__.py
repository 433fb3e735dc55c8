"""What the province tells many at once: who is asked, who gets it, and what became of it."""
