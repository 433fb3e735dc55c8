"""What was answered, for everybody to read: questions and answers without who asked."""

import datetime as dt
import uuid

from flask import Response, request

from portal.core import clock
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.web import Pages, page
from portal.feedback import handing, messages, published
from portal.feedback.cases import counting
from portal.feedback.models import Kind
from portal.feedback.source import title

pages = Pages("feedback_answers", __name__)
LATELY = 90  # days that the figures are of


@pages.get("/phan-anh/da-tra-loi/")
@public
def index() -> Response:
    """The newest first, twenty a page; of a kind or a commune when one is asked for."""
    kind, number = request.args.get("loai", ""), _number(request.args.get("trang", "1"), 1)
    asked = published.AskedPublic(
        Kind(kind) if kind in set(Kind) else None, _number(request.args.get("xa", ""), 0) or None, number
    )
    found = published.all_(asked=asked)
    return page(
        "feedback/answers.html",
        rows=found[: published.PAGE],
        is_more=len(found) > published.PAGE,
        asked=asked,
        kinds=messages.SHORT,
        units=published.units_of_answers(),
        counts=counting.of_all(clock.now() - dt.timedelta(days=LATELY)),
        days=LATELY,
        title_of=title,
    )


def _number(told: str, usual: int) -> int:
    return int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 7 and int(told) else usual


@pages.get("/phan-anh/da-tra-loi/<uuid:answer_id>/")
@public
def show(answer_id: uuid.UUID) -> Response:
    """One question with its answer."""
    found = published.all_(answer_id)
    if not found:
        raise Missing("answer")
    return page(
        "feedback/answer.html",
        one=found[0],
        kinds=messages.SHORT,
        heading=title(found[0].question),
        photos=len(published.public_photos(answer_id)),
    )


@pages.get("/phan-anh/da-tra-loi/<uuid:answer_id>/anh/<int:number>")
@public
def photo(answer_id: uuid.UUID, number: int) -> Response:
    """One of the photos of how it looks mended that go with a published answer."""
    return handing.one(published.public_photos(answer_id), number)
