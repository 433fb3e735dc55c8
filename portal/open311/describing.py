"""GeoReport v2 described: for people, for programs (OpenAPI), and by the standard's own discovery."""

from flask import Response, jsonify, render_template

from portal.core import settings
from portal.core.access import public
from portal.core.web import outside
from portal.open311 import description, shapes
from portal.open311.api import bp, jurisdiction, spoken
from portal.open311.messages import SERVICES

CHANGED = "2026-01-01T00:00:00+07:00"  # when what is described here was last another


@bp.get("/")
@public
def docs() -> Response:
    """The same for people who build against it."""
    rows = [(one.code, one.name) for one in SERVICES.values()]
    answer = Response(
        render_template("open311/docs.html", layout="base.html", services=rows, jurisdiction=jurisdiction())
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """The same for programs, made from the code."""
    return jsonify(description.document())


@bp.get("/discovery.<form>")
@public
@spoken
def discovery(form: str) -> Response:
    """Where everything is, and whom to ask for a key."""
    facts = {
        "changeset": CHANGED,
        "contact": f"{settings.get().province_name}, {settings.get().hotline}",
        "key_service": outside("/api/open311/v2/"),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": outside("/api/open311/v2"),
                "changeset": CHANGED,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return shapes.single(form, "discovery", facts)
