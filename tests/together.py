"""Which tests one process takes: those of a file, and those of a folder that share its living product.

xdist's own groups ride on the ids of tests, which this pytest no longer lets anybody change; so the file's
name decides, and whether the file asks for the product.
"""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
LIVING = re.compile(r"\b(?:live: Live|open_page: Open)\b")


@cache
def group(file: str) -> str:
    """The folder for a file whose tests ask for the living product, else the file; both below the root."""
    path = ROOT / file
    is_living = path.is_file() and LIVING.search(path.read_text("utf-8")) is not None
    return str(Path(file).parent) if is_living else file


class Together(LoadScopeScheduling):  # type: ignore[misc] # xdist tells no types
    """Hands out groups instead of single tests."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid.partition("::")[0])
