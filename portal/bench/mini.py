"""What a cheap phone on a weak network waits for in the Mini App: first screens in the double."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core.settings import ROOT

SCREENS = {"home": "/", "support": "/ho-tro/", "procedure": "/thu-tuc/1.001193/"}
LIMITS = {"lcp_s": 1.5, "cls": 0.02, "first_requests": 5.0, "first_load_kb": 65.0, "tap_ms": 2000.0}
APP = "3120945871236540987"
Medians = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class MiniReport(Report):
    """Medians screen by screen; the figures of the whole are those of the worst screen."""

    screens: Medians = field(default_factory=dict)

    def table(self) -> list[str]:
        """A screen a line, the worst, and the limit beneath."""
        lines = [f"{'mini app, medians of 5':24}" + "".join(f"{name:>16}" for name in LIMITS)]
        lines += [_line(name, told) for name, told in self.screens.items()]
        lines += [_line("worst", self.figures), _line("limit", self.limit)]
        over = [name for name, most in self.limit.items() if self.figures[name] > most]
        return [*lines, f"over the limit: {', '.join(over)}" if over else "all within the limits"]


def _line(name: str, told: Mapping[str, float]) -> str:
    return f"{name:24}" + "".join(f"{told[figure]:16.3f}" for figure in LIMITS)


def measure(home: Home) -> Report:
    """Build the package for this home's portal and let a browser of its own meet each screen."""
    with tempfile.TemporaryDirectory(prefix="portal-mini-") as folder:
        package = Path(folder) / "www"
        _run("scripts.miniapp", home.url, str(package))
        home.zalo("/_sim/state", {"mini_www": str(package)})
        zalo = home.zalo_url.replace("127.0.0.1", "h5.zdn.vn.localhost")
        told = _run("portal.bench.mini_loads", f"{zalo}/zapps/{APP}/", *SCREENS.values())
    return report(json.loads(told.splitlines()[-1]))


def _run(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit("the Mini App could not be measured: Node, Playwright and a browser are needed")
    return done.stdout


def report(runs: Mapping[str, Sequence[Mapping[str, float]]]) -> MiniReport:
    """Medians of what was measured, and the worst of them."""
    screens = {
        name: {figure: median(run[figure] for run in runs[path]) for figure in LIMITS}
        for name, path in SCREENS.items()
    }
    worst = {figure: max(told[figure] for told in screens.values()) for figure in LIMITS}
    ratio = {figure: worst[figure] / most for figure, most in LIMITS.items()}
    return MiniReport("phone", worst, LIMITS, ratio, (), screens)
