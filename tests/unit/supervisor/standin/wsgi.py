"""Stands in for the portal in the supervisor's tests: answers once the simulator and the worker live."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path


def app(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Ready when the worker has written its beat."""
    home = Path(os.environ["PORTAL_HOME"])
    is_ready = environ["PATH_INFO"] == "/readyz" and (home / "beat").exists() and (home / "tables").exists()
    start_response("200 OK" if is_ready else "503 Service Unavailable", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
