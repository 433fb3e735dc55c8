"""The limits: Flask views that read a body, or return the bytes of a page; `portal.bench.bare:app`.

BARE_PAGES names a folder of files; each is read once and returned at `/<its name>`.
"""

import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, request

app = Flask(__name__, static_folder=None)


@app.post("/zalo/webhook")
def webhook() -> Response:
    """Read and answer, nothing else."""
    request.get_data(cache=False)
    return Response("ok", mimetype="text/plain")


def _same(body: bytes) -> Callable[[], Response]:
    return lambda: Response(body, mimetype="text/html")


for file in sorted(Path(os.environ["BARE_PAGES"]).iterdir()) if "BARE_PAGES" in os.environ else ():
    app.add_url_rule(f"/{file.name}", endpoint=file.name, view_func=_same(file.read_bytes()))
