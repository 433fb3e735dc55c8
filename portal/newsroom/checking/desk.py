"""The desk of checks: what an article still lacks while it is written, and links that broke since."""

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import guard, settings, web
from portal.news.models import Kind
from portal.newsroom import access
from portal.newsroom.checking import checks, links, publishing
from portal.newsroom.checking.findings import Level
from portal.newsroom.checking.messages import WORDS
from portal.newsroom.writing.desk import LARGEST
from portal.newsroom.writing.forms import CopyForm
from portal.newsroom.writing.held import kind_of
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("checking_desk", __name__, url_prefix="/desk/tin-bai")


@bp.post("/kiem-tra/")
@guard.takes(LARGEST)
@guard.shows_again(lambda: _checked(422))
@needs(Permission.WRITE_NEWS)
def check() -> Response:
    """What the text lacks as it stands now; nothing is kept."""
    return _checked()


def _checked(status: int = 200) -> Response:
    form = CopyForm(request.form)
    is_readable = status == 200 and form.validate()
    body = (form.body.data or "") if is_readable else ""
    title, summary = form.title.data or "", f"{form.summary.data or ''} {publishing.beside(request.form)}"
    found = checks.findings(_kind(form), title, summary, body, links.broken_in(body)) if is_readable else []
    barrier = checks.Barrier(settings.get().newsroom_block)
    return web.desk_page(
        "newsroom/checking/checked.html",
        fragment="newsroom/checking/_checked.html",
        status=status if is_readable or status != 200 else 422,
        is_readable=is_readable,
        is_empty=not body.strip(),
        found=found,
        barring=len(checks.barring(found, barrier)),
        words=WORDS,
        levels=Level,
    )


def _kind(form: CopyForm) -> str:
    """The kind the form chooses, or the item's own."""
    told = request.form.get("kind", "")
    return told if told in set(Kind) else kind_of(form.item.data)


@bp.get("/lien-ket/")
@needs(Permission.WRITE_NEWS)
@listed(_l("Liên kết hỏng"), "external-link", Group.CONTENT)
def broken() -> Response:
    """Links of articles that do not answer any more, with whoever wrote them; `cua` narrows to one's own."""
    rows = links.report(access.seen)
    is_mine = request.args.get("cua") == "toi"
    if is_mine:
        rows = [row for row in rows if row.author_id == current_user.id]
    return web.desk_page("newsroom/checking/links.html", rows=rows, is_mine=is_mine)
