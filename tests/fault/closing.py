"""How the long proofs end: one table, every fault by name, and the exit code."""

import json
import os
import sys
from collections.abc import Mapping, Sequence

from tests.fault.oracle import Verdict


def close(title: str, figures: Mapping[str, object], wrong: Sequence[str], *, as_json: bool = False) -> int:
    """Print the table; 0 when nothing is wrong."""
    width = max(len(name) for name in figures)
    load = os.getloadavg()[1]
    lines = [title, *(f"  {name:{width}}  {value}" for name, value in figures.items())]
    lines += [f"  {'load of 5 minutes':{width}}  {load:.1f} on {os.cpu_count()} cores"]
    lines += [f"WRONG {one}" for one in wrong] or ["nothing is wrong"]
    if as_json:
        lines.append(json.dumps({"proof": title, **figures, "wrong": list(wrong)}, default=str))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return int(bool(wrong))


def complaints(verdict: Verdict) -> list[str]:
    """What the oracle found, a line for each kind."""
    found = {
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "misjudged": verdict.misjudged,
        "not listed": verdict.unlisted,
        "unexplained": verdict.unexplained,
    }
    return [f"{len(codes)} {name}: {', '.join(codes[:5])}" for name, codes in found.items() if codes]
