"""You said, we did: each month what people asked for and what was done, picked out of settled feedback."""
