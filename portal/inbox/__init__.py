"""One inbox for whatever waits for an officer: questions of the chat, feedback, people we could not tell."""
