"""Processor time of programs and all they started, read from the kernel."""

from pathlib import Path


def children(pid: int) -> list[int]:
    """What a process started, of whichever of its threads."""
    found: list[int] = []
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(one) for one in told.read_text().split()]
        except OSError:
            continue
    return found


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    return [pid, *(far for near in children(pid) for far in tree(near))]


def seconds(pids: list[int]) -> float:
    """Processor seconds these have used, every thread counted."""
    used = 0
    for pid in pids:
        for told in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                used += int(told.read_text().split()[0])
            except OSError:
                continue
    return used / 1e9
