"""What one Official Account can do: its kind, its abilities, its pace, what it was given to keep."""
