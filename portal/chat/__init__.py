"""What citizens say to the Official Account: webhook in, typed event, one operation."""
