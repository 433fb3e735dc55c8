"""Which code this is: the newest migration and a digest of the program's own files."""

import hashlib
from functools import cache

from portal.core import schema, settings

_PARTS = ("portal", "migrations/versions")


@cache
def version() -> str:
    """For example 0054-1f09c2ab: equal where the same code runs, whatever it was installed by."""
    digest = hashlib.sha256((settings.ROOT / "worker.py").read_bytes())
    for part in _PARTS:
        for file in sorted((settings.ROOT / part).rglob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return f"{'+'.join(schema.heads())}-{digest.hexdigest()[:8]}"
