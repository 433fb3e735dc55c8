"""A worker loads only what jobs need most; whatever a job loads besides must find every table it names."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts) for file in (ROOT / "portal").rglob("*jobs.py")
)


def unknown_tables(modules: list[str]) -> list[str]:
    """Tables that others refer to and that a worker has not loaded, one job module at a time beside it."""
    from portal.core.db import db  # noqa: PLC0415 - what is loaded here is what is looked at

    found = []
    for name in ["worker", *modules]:
        readable, writable = os.pipe()
        if (pid := os.fork()) == 0:
            importlib.import_module("worker")
            importlib.import_module(name)
            tables = db.Model.metadata.tables
            told = {
                f"{name}: {table.name} -> {key.target_fullname}"
                for table in tables.values()
                for key in table.foreign_keys
                if key.target_fullname.partition(".")[0] not in tables
            }
            os.write(writable, "\n".join(sorted(told)).encode())
            os._exit(0)
        os.close(writable)
        with os.fdopen(readable) as pipe:
            found += pipe.read().split("\n")
        if os.waitpid(pid, 0)[1]:
            found.append(f"{name}: cannot be loaded by a worker")
    return [line for line in found if line]


def test_a_worker_knows_every_table_that_a_job_may_name() -> None:
    assert len(MODULES) > 8
    assert "portal.notifications.jobs" in MODULES
    look = f"from tests.rules.test_worker import *; print('\\n'.join(unknown_tables({MODULES!r})))"
    done = subprocess.run(  # noqa: S603 - a process that has loaded nothing yet
        [sys.executable, "-OO", "-c", look], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_a_worker_starts_without_what_only_pages_need() -> None:
    look = "import sys, worker; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(  # noqa: S603 - as above
        [sys.executable, "-OO", "-c", look], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "rq" in loaded
    assert not loaded & {"wtforms", "bleach", "nh3", "PIL", "zxingcpp", "reportlab", "docx", "lxml", "qrcode"}
