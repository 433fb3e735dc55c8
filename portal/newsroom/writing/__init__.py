"""While somebody writes: the text pasted in, the copy that is kept, and two texts brought together."""
