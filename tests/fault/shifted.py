"""Processes whose wall clock is wrong: a preloaded library, made by the C compiler where there is one."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("shifted.c")


def library(folder: Path) -> Path | None:
    """The library, or None where nobody can make it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    made = folder / "shifted.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own file
    return made if done.returncode == 0 else None


@contextmanager
def preloaded(made: Path, seconds: int = 0) -> Iterator[None]:
    """What is started within has a clock that may be moved, and stands so many seconds off."""
    os.environ |= {"LD_PRELOAD": str(made), "CLOCK_SHIFT": str(seconds)}
    try:
        yield
    finally:
        del os.environ["LD_PRELOAD"], os.environ["CLOCK_SHIFT"]


def shift(seconds: int) -> None:
    """Move this process's own clock; it must have been started with the library."""
    ctypes.CDLL(None).shift_clock(ctypes.c_long(seconds))
