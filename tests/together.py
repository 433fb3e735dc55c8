"""Which tests one process takes: those of a file that starts something, and those of a folder that share it.

xdist's own groups ride on the ids of tests, which this pytest no longer lets anybody change; so the file's
name decides, and whether the file asks for the living product. Any other test goes to whoever is free.
"""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
ALIVE = ("tests/browser/", "tests/fault/", "tests/flow/")  # their tests start processes and wait for them
LONGEST = "tests/browser/test_states.py"  # a third of all others together
LONG = ("tests/web/test_states.py", "tests/web/test_hostile.py", "tests/web/doors/test_headers.py")
LIVING = re.compile(r"\b(?:live: Live|open_page: Open)\b")


def turn(file: str) -> int:
    """The long ones first, so that nobody waits for one of them at the end; the longest of all begins."""
    if file == LONGEST:
        return 0
    return 1 if file.startswith(ALIVE) else 2 if file in LONG else 3


@cache
def group(file: str) -> str | None:
    """The folder for a file whose tests ask for the living product; the file where it starts something."""
    path = ROOT / file
    if path.is_file() and LIVING.search(path.read_text("utf-8")):
        return str(Path(file).parent)
    return file if file.startswith(ALIVE) or file == LONG[0] else None


class Together(LoadScopeScheduling):  # type: ignore[misc] # xdist tells no types
    """Hands out groups, and single tests where there is none."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid.partition("::")[0]) or nodeid
