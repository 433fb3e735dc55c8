"""What somebody without an account sees: one revision, behind a link that expires."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.core import pictures, web
from portal.core.access import public
from portal.news import facts
from portal.newsroom import forms, queries

bp = Blueprint("newsroom_shared", __name__, url_prefix="/xem-truoc")


@bp.get("/<token>/")
@public
def shared(token: str) -> Response:
    """Exactly the revision that was shared, its pictures with it, until the link expires; never kept."""
    told, kind, until = queries.shared(token[:100])
    return web.page(
        "newsroom/shared.html",
        personal=True,
        told=told,
        facts=facts.of(told.details),
        papers=facts.papers(told.details),
        procedures=facts.procedures(told.procedures, told.details),
        kind=forms.KINDS[kind],
        until=until,
        mark=pictures.guest(int(until.timestamp())),
    )
