"""What a page of the runbook holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """What to do about one watched line."""

    title: str
    means: str  # for citizens, first
    steps: tuple[str, ...]  # in this order
    page: str = ""  # endpoint of the desk's page where it is done
    never: str = ""  # what makes it worse
