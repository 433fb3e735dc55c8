"""New rows of a look-up table told to the followers of each commune, by a rule approved once."""
