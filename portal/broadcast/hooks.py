"""What broadcasts add to the newsroom: a way on for an item, plans, a note when a text is taken back."""

import datetime as dt

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.broadcast import deciding, drafting, queries
from portal.broadcast.models import Broadcast, State
from portal.broadcast.shape import Audience
from portal.core.db import db
from portal.newsroom import announcing, notes
from portal.newsroom.announcing import Offer, Plan
from portal.newsroom.models import Item
from portal.newsroom.models import State as ItemState


def offers(item: Item) -> list[Offer]:
    """Send it with this very revision; or see what was sent, and that the text differs since."""
    made = db.session.scalars(
        select(Broadcast)
        .where(Broadcast.item_id == item.id, Broadcast.state != State.CANCELLED)
        .order_by(Broadcast.made_at)
    ).all()
    found = []
    for one in made:
        href = url_for("broadcast_item.show", broadcast_id=one.id)
        if one.prepared_at and one.revision != item.head:
            found.append(Offer(_("Khác bản đã gửi (bản %(n)s): xem, đính chính", n=one.revision), href))
        else:
            found.append(Offer(_("Thông báo kèm bản %(n)s", n=one.revision), href))
    if item.state in {ItemState.REVIEW, ItemState.APPROVED, ItemState.PUBLISHED}:
        title = _("Gửi tới người dân") if item.live == item.head else _("Xuất bản và gửi tới người dân")
        found.append(Offer(title, url_for("broadcast_desk.fresh", bai=item.id)))
    return found


def plans(first: dt.datetime, last: dt.datetime) -> list[Plan]:
    """Broadcasts that wait for their time."""
    return [
        Plan(one.title, one.planned_at, url_for("broadcast_item.show", broadcast_id=one.id))
        for one in queries.planned(first, last)
        if one.planned_at
    ]


def taken_back(told: notes.TakenBack) -> None:
    """A text was undone or withdrawn: what is not sent of it ends, and who got it is owed a note.

    The note is a correction for exactly them, rehearsed by nobody yet: it waits on the desk as a draft, since
    nothing goes to citizens without a second person.
    """
    with db.session.no_autoflush:
        made = db.session.scalars(
            select(Broadcast).where(
                Broadcast.item_id == told.item_id,
                Broadcast.revision == told.revision,
                Broadcast.state != State.CANCELLED,
            )
        ).all()
    for one in made:
        if one.prepared_at is None:
            if one.state is not State.DONE and told.by is not None:
                deciding.cancel(one.id, told.by, told.why)
            continue
        words = drafting.Draft(one.title, f"Tin đã gửi không còn đúng: {told.why}", Audience(), one.way)
        deciding.correct(one.id, words, told.by)


def join() -> None:
    """Add all of it; once, however often it is called."""
    announcing.hear(offers, plans)
    notes.hear(taken_back)
