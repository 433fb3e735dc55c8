"""`portal prepare`, which writes demo sign-ins and counts how often it ran."""

import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Fails on demand."""
    home = Path(os.environ["PORTAL_HOME"])
    assert sys.argv[1] == "prepare"
    if os.environ.get("STANDIN_DIES") == "prepare":
        sys.stderr.write("the catalogue is torn\n")
        return 3
    with (home / "tables").open("a") as tables:
        tables.write("prepared\n")
    people = [{"role": "leader", "user": "lan", "password": "secret words"}]
    (home / "sign-ins.json").write_text(json.dumps([] if "--no-demo" in sys.argv else people))
    return 0
