"""The desk of what is being written: keep it, list what was never saved, bring two texts together."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, guard, sanitize, web
from portal.core.errors import Conflict, Missing, Refused
from portal.newsroom import access
from portal.newsroom.writing import autosave, merging, queries
from portal.newsroom.writing.forms import CopyForm, read_id
from portal.newsroom.writing.held import Held, held
from portal.newsroom.writing.models import Copy
from portal.staff.access import Permission, needs

bp = Blueprint("writing_desk", __name__, url_prefix="/desk/tin-bai/ban-luu")
LARGEST = 2_000_000  # bytes of one article with its form


def _token() -> Response:
    """A fresh form token for the page that writes; its script sends the text once more with it."""
    return web.keep_private(Response(render_template("newsroom/writing/_token.html"), 422))


@bp.post("/")
@guard.takes(LARGEST)
@guard.shows_again(_token)
@needs(Permission.WRITE_NEWS)
def keep() -> Response:
    """Write down the text of an open page; who else is writing comes back."""
    form = CopyForm(request.form)
    told = form.written() if form.validate() else None
    if told is None:
        raise Refused("not a text of an article")
    if told.item_id is not None:
        held(told.item_id)
    autosave.keep(told, current_user.id, form.serial.data or 0)
    return web.desk_page(
        "newsroom/writing/_kept.html", at=clock.now(), others=queries.others(current_user.id, told.item_id)
    )


@bp.get("/")
@needs(Permission.WRITE_NEWS)
def unsaved() -> Response:
    """What this person wrote for an item and never saved; `bai` names the item, none means new ones."""
    item_id = read_id(request.args.get("bai"))
    if item_id is not None:
        held(item_id)
    return web.desk_page(
        "newsroom/writing/unsaved.html",
        fragment="newsroom/writing/_unsaved.html",
        item_id=item_id,
        copies=queries.unsaved(current_user.id, item_id)
        if item_id
        else queries.without_item(current_user.id, access.offices()),
        others=queries.others(current_user.id, item_id),
    )


@bp.get("/<uuid:copy_id>/")
@needs(Permission.WRITE_NEWS)
def merge(copy_id: uuid.UUID) -> Response:
    """A copy beside the newest text of its item, part by part, to choose from."""
    copy = queries.mine(copy_id, current_user.id)
    return _merge(copy, _item_of(copy))


def _item_of(copy: Copy) -> Held | None:
    """Its item; None also when that is another office's by now: what somebody wrote stays theirs."""
    try:
        return held(copy.item_id) if copy.item_id else None
    except Missing:
        return None


@dataclass(frozen=True)
class Line:
    """Title or summary, as the one and as the other has it, and what is taken when nobody chooses."""

    name: str
    label: str
    mine: str
    theirs: str
    usual: merging.Choice

    def taken(self, choice: merging.Choice | None) -> str:
        """The words that were chosen."""
        return self.mine if (choice or self.usual) is merging.Choice.MINE else self.theirs


def _merge(copy: Copy, item: Held | None, status: int = 200) -> Response:
    return web.desk_page(
        "newsroom/writing/merge.html",
        status=status,
        copy=copy,
        item=item,
        lines=_lines(copy, item),
        parts=_parts(copy, item),
        who=merging.Who,
        choices=merging.Choice,
        heading_of=sanitize.cleaned,
    )


def _lines(copy: Copy, item: Held | None) -> list[Line]:
    """Title and summary where the texts do not agree; whoever changed it is taken unless one chooses."""
    if item is None:
        return []
    title, summary, _body = item.older(copy.base)
    told = [
        ("title", _("Tiêu đề"), copy.title, item.title, title),
        ("summary", _("Tóm tắt"), copy.summary, item.summary, summary),
    ]
    lines = []
    for name, label, mine, theirs, base in told:
        usual = merging.Choice.THEIRS if mine == base else merging.Choice.MINE
        if mine != theirs:
            lines.append(Line(name, label, mine, theirs, usual))
    return lines


def _parts(copy: Copy, item: Held | None) -> list[merging.Part]:
    mine = sanitize.clean(copy.body)
    if item is None:
        return merging.parts(mine, mine, mine)
    return merging.parts(item.older(copy.base)[2], mine, item.body)


@bp.post("/<uuid:copy_id>/")
@guard.takes(LARGEST)
@guard.shows_again(lambda copy_id: merge(copy_id))
@needs(Permission.WRITE_NEWS)
def save(copy_id: uuid.UUID) -> AnyResponse:
    """Make one text of both, as chosen, and save it as the item's newest revision."""
    copy = queries.mine(copy_id, current_user.id)
    if copy.item_id is None:
        raise Missing("not the copy of an item")
    item = held(copy.item_id)
    chosen = {n: _choice(f"part-{n}") for n in range(len(_parts(copy, item)))}
    body = merging.merged(_parts(copy, item), {n: one for n, one in chosen.items() if one})
    told = {line.name: line.taken(_choice(line.name)) for line in _lines(copy, item)}
    try:
        if request.form.get("head") != str(item.head):
            raise Conflict("saved meanwhile")
        item.save(title=told.get("title", item.title), summary=told.get("summary", item.summary), body=body)
    except Conflict:
        flash(_("Có người vừa lưu thêm một bản nữa. Xin xem lại hai bản bên dưới."))
        return redirect(url_for("writing_desk.merge", copy_id=copy_id), 303)
    autosave.taken(copy.tab, current_user.id)
    flash(_("Đã gộp hai bản và lưu."))
    return redirect(item.address, 303)


def _choice(name: str) -> merging.Choice | None:
    try:
        return merging.Choice(request.form.get(name, ""))
    except ValueError:
        return None


@bp.post("/<uuid:copy_id>/bo")
@needs(Permission.WRITE_NEWS)
def drop(copy_id: uuid.UUID) -> AnyResponse:
    """Let a copy go."""
    item_id = queries.mine(copy_id, current_user.id).item_id
    autosave.drop(copy_id, current_user.id)
    flash(_("Đã bỏ bản viết dở."))
    return redirect(url_for("writing_desk.unsaved", bai=item_id), 303)
