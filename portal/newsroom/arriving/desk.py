"""The desk of moving in: give a file or a feed, see what would come, bring it in as drafts, undo it whole."""

import uuid
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import feeds, guard, web
from portal.core.errors import Conflict, Missing, Refused
from portal.core.feeds import BadFeed
from portal.core.language import said
from portal.newsroom import access
from portal.newsroom import queries as newsroom
from portal.newsroom.arriving import forms, messages, queries, starting
from portal.newsroom.arriving.models import MOVING, Fate, Import, Sort, Stage
from portal.newsroom.writing.forms import read_id
from portal.staff.access import needs, quiet

bp = Blueprint("arriving_desk", __name__, url_prefix="/desk/tin-bai/nhap")
LARGEST = feeds.LARGEST + 1024 * 1024
CHUNK = 256 * 1024


@bp.get("/")
@needs(access.WRITE)
def index() -> Response:
    """The form, and what was given before."""
    return _index(_form())


def _form(typed: Any = None) -> forms.GiveForm:
    form = forms.GiveForm(typed)
    mine = access.offices()
    whole = [SelectChoice("", _("Toàn tỉnh"))] if mine is None else []
    form.office.choices = whole + [SelectChoice(str(at), name) for at, name in newsroom.offices_named(mine)]
    return form


def _index(form: forms.GiveForm, problem: str = "", status: int = 200) -> Response:
    return web.desk_page(
        "newsroom/arriving/index.html",
        status=status,
        form=form,
        problem=problem,
        lines=queries.recent(access.offices()),
        stages=messages.STAGES,
    )


@bp.post("/")
@guard.takes(LARGEST)
@guard.shows_again(lambda: _index(_form(request.form), status=422))
@needs(access.WRITE)
def give() -> Response:
    """Take a file or note an address; a worker looks into it."""
    form, file = _form(request.form), request.files.get("file")
    office_id = read_id(form.office.data)
    if not form.validate() or not access.may(access.WRITE, office_id):
        return _index(form, status=422)
    try:
        if file is not None and file.filename:
            pieces = iter(lambda: file.stream.read(CHUNK), b"")
            made = starting.give_file(pieces, file.filename, current_user.id, office_id=office_id)
        elif form.address.data:
            made = starting.give_address(form.address.data, current_user.id, office_id=office_id)
        else:
            raise Refused("neither")
    except BadFeed as error:
        return _index(form, _problem({"word": error.word, **error.facts}), 422)
    except Refused as error:
        return _index(form, _problem({"word": error.word}), 422)
    finally:
        if file is not None:
            file.close()
    return redirect(url_for("arriving_desk.show", import_id=made), 303)


@bp.get("/<uuid:import_id>/")
@quiet
@needs(access.WRITE)
def show(import_id: uuid.UUID) -> Response:
    """The dry run, how far it is, what came."""
    row = _mine(import_id)
    is_moving = row.stage in MOVING
    if web.is_fragment() and not is_moving:  # the page that waited shows all of it now
        return web.leave(url_for("arriving_desk.show", import_id=import_id))
    told = request.args.get("loai", "")
    fate = Fate(told) if told in {one.value for one in Fate} else None
    number = request.args.get("trang", "1")
    page = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    rows, last = queries.arrivals(import_id, fate, page)
    lost, lost_total = queries.broken(import_id)
    return web.desk_page(
        "newsroom/arriving/one.html",
        fragment="newsroom/arriving/_progress.html",
        row=row,
        is_moving=is_moving,
        fates=queries.fates(import_id),
        chosen=fate,
        entries=[(one, list(_notes(one.notes)), said(messages.WHY.get(one.why, ""))) for one in rows],
        page=page,
        last=last,
        broken=[(said(messages.SORTS[one.sort]), one.address, _broke(one.why)) for one in lost],
        broken_total=lost_total,
        referred=queries.referred(import_id),
        problem=_problem(row.problem) if row.problem else "",
        may_undo=starting.may_undo(row),
        given_up=starting.GIVEN_UP,
        words=messages,
        stages=Stage,
        sorts=Sort,
        kinds=Fate,
    )


def _mine(import_id: uuid.UUID) -> Import:
    row = queries.one(import_id)
    if row is None or not access.may(access.WRITE, row.office_id):
        raise Missing("no such import here")
    return row


def _problem(told: dict[str, Any]) -> str:
    sentence = messages.PROBLEMS.get(str(told.get("word", "")), messages.PROBLEMS["kind"])
    facts = {"most": "?", "line": "?", "said": "?"} | {name: str(one)[:60] for name, one in told.items()}
    return said(sentence).format(**facts)


def _broke(why: str) -> str:
    if why.isdigit():
        return said(messages.ANSWERED).format(code=why)
    return said(messages.BREAKS.get(why, messages.UNUSABLE))


def _notes(told: dict[str, Any]) -> Iterator[str]:
    """What an editor has to look at in an article once it came."""
    if told.get("only_summary"):
        yield _("nguồn chỉ có đoạn tóm tắt")
    if told.get("title_cut"):
        yield _("tiêu đề dài nên đã cắt")
    if told.get("no_alt"):
        yield _("%(count)s ảnh chưa có mô tả", count=told["no_alt"])
    if told.get("lost"):
        named = ", ".join(f"{name} ({count})" for name, count in told["lost"].items())
        yield _("không chuyển được: %(what)s", what=named)


@bp.post("/<uuid:import_id>/dua-vao")
@needs(access.WRITE)
def bring(import_id: uuid.UUID) -> Response:
    """Let it come in, as drafts."""
    starting.bring(_mine(import_id).id, current_user.id)
    return _back(import_id, _("Đang đưa vào. Có thể rời trang này."))


@bp.post("/<uuid:import_id>/bo")
@needs(access.WRITE)
def give_up(import_id: uuid.UUID) -> Response:
    """Bring nothing in."""
    starting.give_up(_mine(import_id).id, current_user.id)
    return _back(import_id, _("Đã bỏ tệp này. Không có bài nào được đưa vào."))


@bp.post("/<uuid:import_id>/hoan-tac")
@needs(access.WRITE)
def undo(import_id: uuid.UUID) -> Response:
    """Take the drafts away again."""
    try:
        starting.undo(_mine(import_id).id, current_user.id)
    except Conflict:
        return _back(import_id, _("Không còn hoàn tác được lần nhập này."))
    return _back(import_id, _("Đang hoàn tác. Bài đã có người sửa hoặc đăng được giữ lại."))


def _back(import_id: uuid.UUID, told: str) -> Response:
    flash(told)
    return web.leave(url_for("arriving_desk.show", import_id=import_id))
