"""Due, overdue, and what is done about it: warnings to the unit, the apology by rule, its hold."""
