"""Pictures of printed receipts as phones take them, made from a seed (the figure of the fourth issue)."""
