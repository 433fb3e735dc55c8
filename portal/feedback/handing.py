"""Handing a photo over: as what it is, under a policy that lets nothing in it act (reliability.md R23)."""

from collections.abc import Sequence
from typing import BinaryIO, cast

from flask import Response, request

from portal.core import images
from portal.core.errors import Missing
from portal.core.web import keep_private
from portal.feedback.models import FeedbackPhoto

Named = list[tuple[str, BinaryIO]]


def one(held: Sequence[FeedbackPhoto], number: int) -> Response:
    """The photo of this number, from 1; raises Missing."""
    if not 0 < number <= len(held):
        raise Missing("photo")
    raw = images.path(held[number - 1].name).read_bytes()  # ours, shrunk: well below a megabyte
    answer = keep_private(Response(raw, content_type="image/jpeg"))
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def sent(field: str) -> Named:
    """The files of a form's field with the ends of their names; who asks closes them."""
    files = [file for file in request.files.getlist(field) if file.filename]
    return [((file.filename or "")[-60:], cast(BinaryIO, file.stream)) for file in files]


def close(named: Named) -> None:
    """Large ones lie in a temporary file."""
    for _, stream in named:
        stream.close()
