"""Photos of a case that lie elsewhere: in the chat, or with who sent the report; workers fetch them."""
