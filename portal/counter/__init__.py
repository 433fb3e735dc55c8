"""The counter: who can be reached, consent, test messages; whom we could not tell; a message's history."""
