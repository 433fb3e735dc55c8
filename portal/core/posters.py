"""The poster of one of our own pages: a sheet to hang up or lay out, with the QR that leads there."""

from flask import Response, request
from flask_babel import gettext as _

from portal.core import documents, settings
from portal.core.errors import Missing
from portal.core.web import outside

AN_HOUR = "public, max-age=3600"


def printed(title: str, path: str, note: str) -> Response:
    """The poster in the size that was asked for, `?kho=a4` or `a6`; raises Missing for any other."""
    size = request.args.get("kho", "a4")
    if size not in documents.SIZES:
        raise Missing("a4 or a6")
    chosen = settings.get()
    made = documents.Poster(
        province=chosen.province_name,
        title=title,
        call=_("Quét mã bằng Zalo hoặc máy ảnh điện thoại"),
        address=outside(path),
        note=note,
        footer=_("Cần giúp, gọi %(number)s", number=chosen.hotline),
    )
    return for_an_hour(documents.as_poster(made, size), "application/pdf")


def for_an_hour(raw: bytes, kind: str) -> Response:
    """A file that everybody may keep for an hour."""
    answer = Response(raw, content_type=kind)
    answer.headers["Cache-Control"] = AN_HOUR
    return answer
