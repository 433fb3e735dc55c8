"""The limit beside the webhook: a Flask view that reads the body and answers; `portal.bench.bare:app`."""

from flask import Flask, Response, request

app = Flask(__name__, static_folder=None)


@app.post("/zalo/webhook")
def webhook() -> Response:
    """Read and answer, nothing else."""
    request.get_data(cache=False)
    return Response("ok", mimetype="text/plain")
