"""The one-stop system's door: signed pushes in, what we know out, and the description of both."""

from flask import Flask

from portal.core.guard import csrf
from portal.dossiers.api.views import bp


def register(app: Flask) -> None:
    """Add the machine interface to the app."""
    csrf.exempt(bp)
    app.register_blueprint(bp)
