"""Shows what went wrong: a page for people, JSON for machines, never a bare trace."""

import logging
import math

from flask import Flask, Response, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from portal.core import guard, kept, web
from portal.core.errors import Problem
from portal.newsroom.arriving import origins

log = logging.getLogger(__name__)

_WORDS = {
    400: "malformed",
    401: "unsigned",
    403: "denied",
    404: "missing",
    405: "method",
    409: "conflict",
    410: "gone",
    413: "too_large",
    422: "refused",
    429: "too_many",
    503: "unavailable",
}


def _sentences(status: int) -> tuple[str, str]:
    """What happened, and what to do next, for people."""
    said = {
        400: (_("Yêu cầu chưa đọc được"), _("Xin quay lại trang trước và thử lại.")),
        401: (_("Xin đăng nhập"), _("Trang này dành cho cán bộ đã đăng nhập.")),
        403: (_("Yêu cầu này không được phép"), _("Xin mở lại trang từ đầu rồi thực hiện lại.")),
        404: (_("Không có trang này"), _("Địa chỉ có thể đã đổi. Xin về trang chủ hoặc tìm thủ tục.")),
        405: (_("Trang này không nhận cách gửi đó"), _("Xin quay lại trang trước và thử lại.")),
        409: (_("Nội dung vừa được người khác thay đổi"), _("Xin tải lại trang để xem bản mới.")),
        410: (_("Nội dung này không còn nữa"), _("Xin về trang chủ hoặc tìm thủ tục.")),
        413: (_("Nội dung gửi lên quá lớn"), _("Xin rút ngắn nội dung hoặc gửi ảnh nhỏ hơn.")),
        422: (_("Nội dung gửi lên chưa đúng"), _("Xin kiểm tra lại các mục đã nhập.")),
        429: (_("Bạn thao tác hơi nhanh"), _("Xin chờ một lát rồi thử lại.")),
        503: (
            _("Hệ thống đang tạm gián đoạn"),
            _("Xin thử lại sau ít phút. Thông tin của bạn không bị mất."),
        ),
    }
    return said.get(
        status, (_("Đã có lỗi phía hệ thống"), _("Xin thử lại sau. Nếu vẫn gặp lỗi, xin gọi đường dây nóng."))
    )


def _for_machine() -> bool:
    return request.path.startswith(("/api/", "/zalo/", "/healthz", "/readyz", "/metrics"))


def show(status: int, word: str = "", retry_after: int | None = None) -> Response:
    """A problem as the caller can read it."""
    if _for_machine():
        answer = jsonify(error=_WORDS.get(status, "failed"), detail=word)
    else:
        title, advice = _sentences(status)
        layout = "fragment.html" if web.is_mini() or web.is_fragment() else "base.html"
        body = render_template("problem.html", layout=layout, status=status, title=title, advice=advice)
        answer = Response(body)
        answer = web.keep_private(answer)
    answer.status_code = status
    if retry_after is not None:
        answer.headers["Retry-After"] = str(math.ceil(retry_after))
    return answer


def set_up(app: Flask) -> None:
    """Catch everything a view may raise."""
    app.before_request(_numbered)
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, _database_away)
    app.register_error_handler(Exception, _unexpected)


def _problem(problem: Problem) -> AnyResponse:
    return _moved(problem.status) or show(problem.status, problem.word, problem.retry_after)


def _moved(status: int) -> AnyResponse | None:
    """Where a path of the old site leads now, when nothing else stands there."""
    if status != 404 or request.method not in guard.SAFE or _for_machine() or web.here().startswith("/desk/"):
        return None
    query = request.query_string.decode("ascii", "ignore")
    try:
        slug = origins.leads_to(f"{web.here()}?{query}" if query else web.here())
    except SQLAlchemyError:
        return None  # the page is missing, whatever else is
    if slug is None:
        return None
    answer = redirect(web.link(f"/tin/{slug}/"), 301)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _numbered() -> AnyResponse | None:
    """Old links of WordPress (`/?p=12`) ask a home, which is there: they are led on before it is shown."""
    if request.path != "/" or origins.NUMBERED.isdisjoint(request.args):
        return None
    return _moved(404)


def _forged(error: CSRFError) -> AnyResponse:
    try:
        return guard.shown_again() or show(403, "the form's token is missing or old")
    except Problem as problem:  # whoever asked may not see that form at all
        return _problem(problem)


def _http(error: HTTPException) -> AnyResponse:
    if error.response is not None or error.code is None or error.code < 400:
        return Response(error.get_body(), error.code or 500, error.get_headers())
    moved = _moved(error.code)
    if moved is not None:
        return moved
    answer = show(error.code, error.name)
    if isinstance(error, ServiceUnavailable):
        answer.headers["Retry-After"] = "5"
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def _database_away(error: Exception) -> AnyResponse:
    log.warning("database away error=%s", type(error).__name__)
    return kept.stale() or show(503, "the database is away", 5)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return show(500)
