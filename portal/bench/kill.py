"""`portal bench kill`: the proofs T1 and T1b of the tests, at any size, with their closing tables."""

import subprocess
import sys
from importlib.util import find_spec

from portal.core.settings import ROOT


def prove(kills: int, *, as_json: bool) -> int:
    """Kill workers so many times in each proof; 0 when nothing was lost or sent twice.

    A program of its own, since tests are no part of the portal; they need the test tools of `./test`.
    """
    if find_spec("pytest") is None or not (ROOT / "tests" / "fault").is_dir():
        sys.stderr.write("The test tools are missing; run ./test once.\n")
        return 2
    command = [sys.executable, "-m", "tests.fault.kills_full", "--kills", str(kills)]
    if as_json:
        command.append("--json")
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own program
