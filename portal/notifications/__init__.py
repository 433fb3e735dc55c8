"""Messages we owe people: intents, attempts, templates, and the workers that settle them."""
