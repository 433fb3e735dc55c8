"""Stands in for relay and worker: a long task that ends a moment after SIGTERM, with a child of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

home = Path(os.environ["PORTAL_HOME"])
asked: list[int] = []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
if sys.argv[1] == "work":
    (home / "beat").write_text(os.environ["REDIS_URL"])
    child = subprocess.Popen(["sleep", "300"], process_group=0)  # noqa: S607
if os.environ.get("STANDIN_DIES") == sys.argv[1]:
    sys.exit("no message can be sent today")
while not asked:
    time.sleep(0.02)
if sys.argv[1] == "work":
    time.sleep(float(os.environ.get("STANDIN_CALL_SECONDS", "0")))
    child.terminate()
    child.wait()
(home / f"{sys.argv[1]}-ended").write_text(str(time.time()))
