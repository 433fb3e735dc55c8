"""The desk of the catalogue: hand a file in, see what it changes, apply it, look after what is linked."""

import uuid
from collections import defaultdict
from typing import Any, BinaryIO, cast

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.core import guard, sheet_words, sheets, web
from portal.core.errors import Conflict
from portal.core.language import said
from portal.core.sheets import BadSheet
from portal.procedures.upkeep import importing, messages, queries, tasks, undoing
from portal.procedures.upkeep.differing import differences
from portal.procedures.upkeep.models import ImportState
from portal.staff.access import Group, Permission, listed, needs, quiet

bp = Blueprint("upkeep_desk", __name__, url_prefix="/desk/danh-muc")
PAGE = 10
SHOWN = 30  # tasks, the oldest first
MOVING = frozenset({ImportState.WAITING, ImportState.READING, ImportState.APPLYING, ImportState.UNDOING})


@bp.get("/")
@needs(Permission.APPROVE_PROCEDURES)
@listed(_l("Cập nhật danh mục"), "download", Group.CONTENT)
def index() -> Response:
    """Files that were handed in, and tasks that wait."""
    return _index()


def _index(problem: str | None = None, status: int = 200) -> Response:
    return web.desk_page(
        "procedures/upkeep/index.html",
        status=status,
        problem=problem,
        files=queries.listed(),
        tasks=tasks.waiting(SHOWN),
        more_tasks=max(0, tasks.count() - SHOWN),
        messages=messages,
    )


@bp.post("/")
@guard.takes(sheets.LARGEST + 64 * 1024)
@guard.shows_again(lambda: _index(status=422))
@needs(Permission.APPROVE_PROCEDURES)
def hand_in() -> Response:
    """Take a file in; a worker compares it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _index(said("Xin chọn một tệp trước."), 422)
    try:
        import_id = importing.hand_in(cast(BinaryIO, file.stream), file.filename, current_user.id)
    except BadSheet as bad:
        return _index(_said({"word": bad.word, **bad.facts}), 422)
    finally:
        file.close()  # large ones lie in a temporary file
    return redirect(url_for("upkeep_desk.show", import_id=import_id), 303)


@bp.get("/<uuid:import_id>/")
@needs(Permission.APPROVE_PROCEDURES)
@quiet
def show(import_id: uuid.UUID) -> Response:
    """How far a file has come; once it is compared, every change word by word."""
    row = queries.one(import_id)
    if web.is_fragment() and row.state not in MOVING:  # it was asked how far: what to do next is on the page
        return web.leave(url_for("upkeep_desk.show", import_id=import_id))
    told = request.args.get("trang", "1")
    page = min(max(int(told), 1), 1000) if told.isascii() and told.isdigit() and len(told) < 5 else 1
    found, total = queries.changes(import_id, page, PAGE)
    return web.desk_page(
        "procedures/upkeep/one.html",
        fragment="procedures/upkeep/_progress.html",
        row=row,
        is_moving=row.state in MOVING,
        problem=_said({"word": row.problem, **queries.facts(row)}) if row.problem else "",
        only_read=queries.only_read(import_id),
        changes=[(one, differences(one.before, one.after, said)) for one in found],
        page=page,
        last=max(1, -(-total // PAGE)),
        messages=messages,
        states=ImportState,
    )


def _said(problem: dict[str, Any]) -> str:
    sentence, facts = sheet_words.problem(problem, messages.PROBLEMS)
    return said(sentence) % defaultdict(lambda: "?", facts)  # older rows told less


@bp.post("/<uuid:import_id>/ap-dung")
@needs(Permission.APPROVE_PROCEDURES)
def apply(import_id: uuid.UUID) -> Response:
    """Take over what the file changes."""
    return _moved(import_id, importing.apply, _("Đang áp dụng. Trang của người dân đổi khi xong."))


@bp.post("/<uuid:import_id>/bo")
@needs(Permission.APPROVE_PROCEDURES)
def drop(import_id: uuid.UUID) -> Response:
    """Let the file go."""
    return _moved(import_id, importing.drop, _("Đã bỏ tệp. Danh mục không thay đổi."))


@bp.post("/<uuid:import_id>/hoan-tac")
@needs(Permission.APPROVE_PROCEDURES)
def undo(import_id: uuid.UUID) -> Response:
    """Take an applied file back."""
    told = _("Đang hoàn tác. Trang của người dân trở lại như trước khi xong.")
    return _moved(import_id, undoing.undo, told)


def _moved(import_id: uuid.UUID, act: Any, told: str) -> Response:
    try:
        act(import_id, current_user.id)
    except Conflict:
        told = _("Tệp này không còn ở bước đó.")
    flash(told)
    return redirect(url_for("upkeep_desk.show", import_id=import_id), 303)


@bp.post("/viec/<uuid:task_id>/xong")
@needs(Permission.APPROVE_PROCEDURES)
def done(task_id: uuid.UUID) -> Response:
    """Somebody looked at it."""
    tasks.close(task_id, current_user.id)
    flash(_("Đã xong việc này."))
    return redirect(url_for("upkeep_desk.index"), 303)
