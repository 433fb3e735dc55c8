"""What was answered, for everybody to read: questions and answers without who asked."""

import uuid

from flask import Response, request

from portal.core.access import public
from portal.core.errors import Missing
from portal.core.web import Pages, page
from portal.feedback import handing, messages, queries
from portal.feedback.source import title

pages = Pages("feedback_answers", __name__)


@pages.get("/phan-anh/da-tra-loi/")
@public
def index() -> Response:
    """The newest first, twenty a page."""
    told = request.args.get("trang", "1")
    number = int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 4 and int(told) else 1
    found = queries.published(page=number)
    return page(
        "feedback/answers.html",
        rows=found[: queries.PAGE],
        is_more=len(found) > queries.PAGE,
        number=number,
        kinds=messages.SHORT,
        title_of=title,
    )


@pages.get("/phan-anh/da-tra-loi/<uuid:answer_id>/")
@public
def show(answer_id: uuid.UUID) -> Response:
    """One question with its answer."""
    found = queries.published(answer_id)
    if not found:
        raise Missing("answer")
    return page(
        "feedback/answer.html",
        one=found[0],
        kinds=messages.SHORT,
        heading=title(found[0].question),
        photos=len(queries.public_photos(answer_id)),
    )


@pages.get("/phan-anh/da-tra-loi/<uuid:answer_id>/anh/<int:number>")
@public
def photo(answer_id: uuid.UUID, number: int) -> Response:
    """One of the photos of how it looks mended that go with a published answer."""
    return handing.one(queries.public_photos(answer_id), number)
