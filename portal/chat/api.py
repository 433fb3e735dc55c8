"""Zalo's webhook: prove it, keep it, answer; the work comes later (reliability.md R11)."""

import time

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from portal.chat import failures, operations
from portal.chat.models import Failure
from portal.core.access import public, signed
from portal.core.errors import Problem, TooLarge, Unavailable
from portal.core.guard import csrf

LARGEST = 256 * 1024

bp = Blueprint("chat_api", __name__)
csrf.exempt(bp)


@bp.post("/zalo/webhook")
@signed
def webhook() -> Response:
    """One event. 200 only after it is in the database; 401 for a digest that is not Zalo's."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        failures.note(Failure.UNREADABLE)
        abort(415)
    began = time.monotonic()
    try:
        operations.receive(_body(), request.headers.get("X-ZEvent-Signature"))
    except TooLarge:
        failures.note(Failure.UNREADABLE)
        raise
    except (Unavailable, SQLAlchemyError):
        failures.note(Failure.AWAY)
        raise
    except Problem:
        raise
    except Exception:
        failures.note(Failure.BROKEN)
        raise
    failures.taken(time.monotonic() - began)
    return _plain("ok")


@bp.get("/zalo/webhook")
@public
def webhook_looked_at() -> Response:
    """There is no handshake by GET; somebody who looks sees that the address is right."""
    return _plain("ok")


def _body() -> bytes:
    """The exact bytes; never more than LARGEST of them."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge("at most 256 KB") from None


def _plain(word: str) -> Response:
    return Response(word, mimetype="text/plain", headers={"Cache-Control": "no-store"})
