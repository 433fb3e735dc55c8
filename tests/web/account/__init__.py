"""The pages of the Official Account."""
