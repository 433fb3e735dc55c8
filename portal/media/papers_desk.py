"""Attachments on the desk: found by number or words, taken in with their text, described, taken out."""

import uuid
from contextlib import closing
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import guard, web
from portal.core.attachments import BadPaper
from portal.core.errors import Conflict, Missing
from portal.media import forms, messages, papers, queries, uploading, veil
from portal.media.operations import Taken
from portal.media.papers import Facts
from portal.media.uploading import offices
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("papers_desk", __name__, url_prefix="/desk/van-ban")


@bp.get("/")
@listed(_l("Văn bản đính kèm"), "file-text", Group.CONTENT)
@needs(Permission.WRITE_NEWS)
def index() -> Response:
    """What this person's offices may attach."""
    query, page = request.args.get("q", ""), request.args.get("trang", 1, type=int)
    found = papers.find(query, offices(), min(page, 100_000))
    return web.desk_page("media/papers.html", fragment="media/_papers.html", asked=query, found=found)


@bp.get("/moi/")
@needs(Permission.WRITE_NEWS)
def fresh() -> Response:
    """A new paper."""
    return web.desk_page("media/new_paper.html", form=uploading.with_office(forms.PaperUploadForm()))


@bp.post("/moi/")
@guard.takes(uploading.LARGEST_REQUEST)
@needs(Permission.WRITE_NEWS)
def take_in() -> AnyResponse:
    """Take it in, with what it says."""
    form = uploading.with_office(forms.PaperUploadForm(request.form))
    taken = _taken(form)
    if taken is None:
        return web.desk_page("media/new_paper.html", status=422, form=form)
    flash(_("Đã lưu văn bản.") if taken.is_new else _("Văn bản này đã có."))
    return _back(taken.id)


def _taken(form: forms.PaperUploadForm) -> Taken | None:
    is_fine = form.validate()
    file = request.files.get("file")
    if file is None or not file.filename:
        form.file.errors = [messages.complaint("none")]
        return None
    with closing(file):
        if not is_fine:
            form.file.errors = [messages.AGAIN]
            return None
        where = {"office_id": uploading.office_of(form), "offices": offices()}
        try:
            return papers.take_in(cast(Any, file.stream), _facts(form), current_user.id, **cast(Any, where))
        except BadPaper as bad:
            form.file.errors = [messages.paper_complaint(bad.word)]
            return None
        except OSError as error:
            form.file.errors = [uploading.full(error)]
            return None


def _facts(form: forms.PaperForm) -> Facts:
    return Facts(
        title=form.title.data or "",
        number=form.number.data or "",
        signed_on=form.signed_on.data,
        signer=form.signer.data or "",
        is_shared=bool(form.is_shared.data),
    )


@bp.get("/<uuid:paper_id>/")
@needs(Permission.WRITE_NEWS)
def show(paper_id: uuid.UUID) -> Response:
    """One paper: its facts, its text, where it stands."""
    return _paper(paper_id)


@bp.post("/<uuid:paper_id>/loi")
@needs(Permission.WRITE_NEWS)
def describe(paper_id: uuid.UUID) -> AnyResponse:
    """Other words about it."""
    form = forms.PaperForm(request.form)
    _own(paper_id)
    if not form.validate():
        return _paper(paper_id, 422, form=form)
    papers.describe(paper_id, _facts(form), current_user.id)
    flash(_("Đã lưu."))
    return _back(paper_id)


@bp.post("/<uuid:paper_id>/bo")
@needs(Permission.WRITE_NEWS)
def take_out(paper_id: uuid.UUID) -> AnyResponse:
    """Out of the library, unless a text holds it."""
    _own(paper_id)
    try:
        papers.take_out(paper_id, current_user.id)
    except Conflict:
        return _paper(paper_id, 409, complaint=_("Văn bản đang được dùng. Xin bỏ khỏi bài trước."))
    flash(_("Đã bỏ văn bản."))
    return redirect(url_for("papers_desk.index"), 303)


def _back(paper_id: uuid.UUID) -> AnyResponse:
    return redirect(url_for("papers_desk.show", paper_id=paper_id), 303)


def _own(paper_id: uuid.UUID) -> None:
    if not queries.is_own(papers.paper(paper_id, offices()), offices()):
        raise Missing("paper")


def _paper(paper_id: uuid.UUID, status: int = 200, **values: Any) -> Response:
    row = papers.paper(paper_id, offices())
    uses, unsaid = veil.uses(row.ref)
    values.setdefault("form", forms.PaperForm(obj=row))
    return web.desk_page(
        "media/paper.html",
        status=status,
        paper=row,
        address=papers.address(row),
        is_own=queries.is_own(row, offices()),
        uses=uses,
        unsaid=unsaid,
        **values,
    )
