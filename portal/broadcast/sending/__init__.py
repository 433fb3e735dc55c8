"""How rows of a broadcast become calls: taken and marked together, called, written down together (R3, R9)."""
