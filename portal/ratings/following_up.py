"""A low rating becomes a task of the office, in the same commit."""

from portal.ratings.models import Rating


def owe(row: Rating) -> None:
    """Put it into the office's inbox; a rating that is there already is not put twice."""
