"""What a shared link shows: an announcement's first picture, else a card of its words, drawn once."""

import hashlib
import html
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, db, pictures, printing, settings, store
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.picture_facts import CARD
from portal.core.web import outside
from portal.news import queries
from portal.news.models import Announcement
from portal.news.naming import said

bp = Blueprint("news_cards", __name__)
EDITION = "1"  # another one after a change of how cards are drawn
YEAR = "public, max-age=31536000, immutable"  # other words are another address


def shown(item: Announcement) -> dict[str, Any]:
    """Address, sides and words of the picture that stands for this announcement elsewhere."""
    photo = pictures.first(item.body)
    if photo is not None:
        address, width, height, alt = photo
        return {"href": outside(address), "width": width, "height": height, "alt": html.unescape(alt)}
    href = outside(f"/tin/{item.slug}/the-{_digest(item)}.png")
    return {"href": href, "width": CARD[0], "height": CARD[1], "alt": item.title}


def _words(item: Announcement) -> dict[str, str | bool]:
    """Vietnamese always: a link is shared among neighbours, whatever language its sender reads."""
    return {
        "over": f"{said(item.category)} · {clock.day(item.published_at)}",
        "title": item.title,
        "under": settings.get().oa_name,
        "is_alert": item.alert_level is not None,
    }


def _digest(item: Announcement) -> str:
    told = "\n".join(map(str, (EDITION, *_words(item).values())))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@bp.get("/tin/<slug>/the-<digest>.png")
@public
def card(slug: str, digest: str) -> AnyResponse:
    """The card of what is published under this address now; Missing for other words and for what is gone."""
    item = queries.by_slug(slug)
    if item.withdrawn_at is not None or digest != _digest(item):
        raise Missing("no such card")
    answer = Response(mimetype="image/png")
    answer.set_etag(digest)
    if not request.if_none_match.contains(digest):
        answer.set_data(_kept(f"{item.id.hex}/the-{digest}.png", _words(item)))
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = YEAR
    return answer.make_conditional(request)


@bp.get("/tin/<slug>/the.png")
@public
def cover(slug: str) -> AnyResponse:
    """The card as it is now, under an address known before it is drawn: the cover of Zalo's post."""
    item = queries.by_slug(slug)
    if item.withdrawn_at is not None:
        raise Missing("no such card")
    raw = _kept(f"{item.id.hex}/the-{_digest(item)}.png", _words(item))
    answer = Response(raw, mimetype="image/png")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _kept(name: str, words: dict[str, str | bool]) -> bytes:
    """Out of the store, or drawn now; two that draw at once put down the same bytes."""
    db.release()  # neither the store nor the drawing must hold a connection
    raw = store.opened().get(name)
    if raw is None:
        raw = printing.card(words)
        store.opened().put(name, raw, "image/png")
    return raw
