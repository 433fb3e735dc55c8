"""What dossiers of a kind took lately, as it is told."""

from dataclasses import dataclass

FEWEST = 20  # under so many cases nothing is told
DAYS = 90


@dataclass(frozen=True)
class Usual:
    """Half of them were done in `half` working days, nine of ten in `most`; in half days, rounded up."""

    cases: int
    half: float
    most: float
