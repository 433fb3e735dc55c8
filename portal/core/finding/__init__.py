"""Finding things by what people type: an index of names, and all between it and a small keyboard."""
