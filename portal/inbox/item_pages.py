"""How one item is shown: the whole page, the part that changes by itself, and an answer before it is sent."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request
from flask_login import current_user
from sqlalchemy import select

from portal.core import clock, once, settings, web
from portal.core.db import db
from portal.core.errors import Missing
from portal.inbox import access, canned, forms, kinds, messages, people, polling, queries, showing, window
from portal.inbox.models import Deed, DeskReply, ItemState
from portal.notifications.messages import MOST_SIGNS, REASONS
from portal.notifications.models import Intent
from portal.places import hours
from portal.staff.access import Permission


def whole(
    item_id: uuid.UUID,
    *,
    status: int = 200,
    form: forms.ReplyForm | None = None,
    chosen: str | None = None,
    complaint: str | None = None,
    **more: Any,
) -> Response:
    """The page; `form` is an answer that was refused, `chosen` the id of a canned reply to begin with."""
    values = _live(item_id)
    found: showing.One = values["found"]
    kind, offered = values["kind"], _offered(found.line)
    if form is None:
        body = next((one.body for one in offered if str(one.id) == chosen), "")
        form = forms.ReplyForm(data={"text": canned.filled(body, _known(found.line, values["panel"]))})
        form.key.data, form.when.data = str(once.new_key()), forms.NOW
    form.seen.data = form.seen.data or str(values["seen"])
    return web.desk_page(
        "inbox/item.html",
        status=status,
        form=form,
        complaint=complaint,
        offered=offered,
        colleagues=people.colleagues(kind.permission, found.line.office_id),
        note=more.get("note") or forms.NoteForm(),
        over=more.get("over") or hand_over_form(),
        me=current_user.id,
        most=MOST_SIGNS,
        preview=more.get("preview"),
        **values,
    )


def _live(item_id: uuid.UUID) -> dict[str, Any]:
    found = showing.one(item_id, access.scope(), current_user.id)
    kind = kinds.named(found.line.kind)
    panel: Mapping[str, Any] = kind.read(found.line.subject_id) if kind.read else {}
    person = kind.person(found.line.subject_id) if kind.person else None
    return {
        "found": found,
        "line": found.line,
        "kind": kind,
        "panel": panel,
        "window": window.of(person) if kind.person else None,
        "replies": replies_of(item_id),
        "seen": max((one.id for one in found.deeds), default=0),
        "tag": _tag(found),
        "words": messages,
        "reasons": REASONS,
        "Deed": Deed,
        "ItemState": ItemState,
    }


def live(item_id: uuid.UUID) -> Response:
    """The part that changes by itself, or 304."""
    found = showing.one(item_id, access.scope(), current_user.id)
    if web.is_fragment() and request.if_none_match.contains(_tag(found)):
        return polling.nothing_new()
    return web.keep_private(
        Response(render_template("inbox/_live.html", layout="fragment.html", **_live(item_id)))
    )


def _tag(found: showing.One) -> str:
    """Of everything the part shows but the clock: version, who is here, how answers fared, the hour."""
    states = [(str(one.id), one.cancelled_at, state) for one, state in replies_of(found.line.id)]
    told = (found.line.version, found.others, states, f"{clock.now():%Y%m%d%H}", found.line.is_late)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def replies_of(item_id: uuid.UUID) -> list[tuple[DeskReply, str | None]]:
    """Answers that were written here, oldest first, each with where it stands; None: not owed yet."""
    rows = db.session.execute(
        select(DeskReply, Intent.reason, Intent.state)
        .outerjoin(Intent, (Intent.subject_id == DeskReply.id) & (Intent.kind == window.KIND))
        .where(DeskReply.item_id == item_id)
        .order_by(DeskReply.written_at)
    )
    return [(reply, f"{state}:{reason}" if state else None) for reply, reason, state in rows]


def _offered(line: queries.Line) -> list[canned.Canned]:
    where: canned.Offices = current_user.offices(Permission.WORK_INBOX)
    return canned.offered(where, line.office_id if line.office_id else None)


def _known(line: queries.Line, panel: Mapping[str, Any]) -> dict[str, str | None]:
    """What placeholders of a canned reply stand for."""
    usual = "; ".join(f"{start}–{end}" for start, end in hours.USUAL_DAY)
    return {
        "co_quan": line.office,
        "can_bo": current_user.name,
        "tong_dai": settings.get().hotline,
        "gio": usual,
        **panel.get("holes", {}),
    }


def previewed(item_id: uuid.UUID, form: forms.ReplyForm) -> Response:
    """The answer as the citizen will read it."""
    form.validate()
    told = {"text": form.text.data or "", "errors": form.text.errors, "most": MOST_SIGNS}
    if web.is_fragment():
        return web.desk_page("inbox/_preview.html", fragment="inbox/_preview.html", preview=told)
    return whole(item_id, form=form, preview=told)


def hand_over_form(told: Any = None) -> forms.HandOverForm:
    """With every office to choose from: a matter may belong to any of them."""
    return forms.HandOverForm(told).offer(people.offices())


def is_visible(item_id: uuid.UUID) -> bool:
    """Whether this person still sees it."""
    try:
        queries.line(item_id, access.scope())
    except Missing:
        return False
    return True
