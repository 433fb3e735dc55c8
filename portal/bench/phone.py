"""What a cheap phone on a weak network waits for: four pages, five first visits each, beside the limits."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core.settings import ROOT

PAGES = {
    "home": "/",
    "lookup": "/ho-so/",
    "search": "/thu-tuc/?q=khai+sinh",
    "procedure": "/thu-tuc/1.001193/",
}
LIMITS = {"fcp_s": 1.2, "lcp_s": 1.8, "cls": 0.02, "inp_ms": 200.0, "first_load_kb": 65.0}
Medians = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class PhoneReport(Report):
    """Medians page by page; the figures of the whole are those of the worst page."""

    pages: Medians = field(default_factory=dict)

    def table(self) -> list[str]:
        """A page a line, the worst, and the limit beneath."""
        lines = [f"{'phone, medians of 5':22}" + "".join(f"{name:>15}" for name in LIMITS)]
        lines += [_line(name, told) for name, told in self.pages.items()]
        lines += [_line("worst", self.figures), _line("limit", self.limit)]
        over = [name for name, most in self.limit.items() if self.figures[name] > most]
        return [*lines, f"over the limit: {', '.join(over)}" if over else "all within the limits"]


def _line(name: str, told: Mapping[str, float]) -> str:
    return f"{name:22}" + "".join(f"{told[figure]:15.3f}" for figure in LIMITS)


def measure(home: Home) -> Report:
    """Let a browser in a program of its own meet each page of the home."""
    command = [sys.executable, "-m", "portal.bench.phone_loads", home.url, *PAGES.values()]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(
            "the phone could not be measured: Playwright and a browser are needed (./test gets them)"
        )
    return report(json.loads(done.stdout.splitlines()[-1]))


def report(runs: Mapping[str, Sequence[Mapping[str, float]]]) -> PhoneReport:
    """Medians of what was measured, and the worst of them."""
    pages = {
        name: {figure: median(run[figure] for run in runs[path]) for figure in LIMITS}
        for name, path in PAGES.items()
    }
    worst = {figure: max(told[figure] for told in pages.values()) for figure in LIMITS}
    ratio = {figure: worst[figure] / most for figure, most in LIMITS.items()}
    return PhoneReport("phone", worst, LIMITS, ratio, (), pages)
