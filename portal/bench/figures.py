"""Numbers of a measurement and how they are printed."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

BAR = 40
EDGES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share lies; 0 of nothing."""
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Report:
    """What a bench found: ours, the bare limit, and the ratio of both."""

    bench: str
    figures: Mapping[str, float]
    limit: Mapping[str, float]
    ratio: Mapping[str, float]
    seconds: Sequence[float] = field(default_factory=tuple)  # whose distribution is shown, in order

    def table(self) -> list[str]:
        """Lines for people."""
        lines = [f"{self.bench}: ours"]
        lines += [f"  {name:22} {_shown(value):>10}" for name, value in self.figures.items()]
        lines += ["bare limit", *(f"  {name:22} {_shown(value):>10}" for name, value in self.limit.items())]
        lines += ["ratio", *(f"  {name:22} {_shown(value):>10}" for name, value in self.ratio.items())]
        return lines + self._distribution()

    def _distribution(self) -> list[str]:
        if not self.seconds:
            return []
        lines, below = ["distribution"], 0.0
        for edge in EDGES:
            count = sum(below <= value < edge for value in self.seconds)
            bar = "#" * round(BAR * count / len(self.seconds))
            lines.append(f"  {below:5.2f} to {edge:5.2f} s {count:6}  {bar}")
            below = edge
            if self.seconds[-1] < edge:
                break
        return lines

    def as_json(self) -> str:
        """One object for scripts."""
        rounded = {
            part: {name: round(value, 4) for name, value in values.items()}
            for part, values in (("figures", self.figures), ("limit", self.limit), ("ratio", self.ratio))
        }
        return json.dumps({"bench": self.bench, **rounded, "machine": {"cores": os.cpu_count()}})


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
