"""The article way: made at Zalo, waited for, handed to Zalo's own audience by one call (CONTRACT.md 5).

The call is marked in the broadcast's row before it is made, and never made again unless it is proven that
nothing went out; what it ended with stands there (`call_state`).
"""

import datetime as dt
import html
import logging
import re
import uuid
from typing import Any

from sqlalchemy import or_, select, update

from portal.account.models import Article, ArticleState
from portal.account.operations import posting
from portal.broadcast.models import Broadcast, Progress, State
from portal.core import clock, db, pictures, settings
from portal.core.db import transaction
from portal.news.models import Announcement
from portal.notifications import channel, hours, stops
from portal.notifications.leases import NOW, seconds
from portal.staff import operations as staff
from portal.zalo import client, codes
from portal.zalo.answers import NotNow, NotSent, Refused, Unclear, ZaloError
from portal.zalo.calls import broadcasts
from portal.zalo.calls.articles import MOST_DESCRIPTION, MOST_TITLE, Post
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Known

PENDING, NO_COVER, FAILED = "article_pending", "no_cover", "article_failed"
LOOK_SECONDS, AWAY_SECONDS, LATE_SECONDS = 3.0, 30.0, 120.0
_BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|blockquote)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")
log = logging.getLogger(__name__)


def go_on(broadcast_id: uuid.UUID) -> Progress | None:
    """The next step; what the call ended with, when it was made now."""
    found = _found(broadcast_id)
    if found is None or channel.is_shut():
        return None
    one, item = found
    until = hours.rest_until(clock.now(), settings.get().zalo_timeout)
    if stops.is_trouble():
        _write(one.id, rest_until=_in(AWAY_SECONDS), rest_why=stops.IN_TROUBLE)
    elif until is not None:
        _write(one.id, rest_until=hours.spread(until), rest_why="quiet_hours")
    elif one.call_state is Progress.ON_WIRE:
        _lost(one)
    elif one.article_id is None:
        _ask(one, item)
    elif (ready := _ready(one)) is not None and _mark(one.id):
        return _called(one, ready)
    return None


def _found(broadcast_id: uuid.UUID) -> tuple[Broadcast, Announcement | None] | None:
    with transaction() as session:
        one = session.scalar(
            select(Broadcast)
            .where(
                Broadcast.id == broadcast_id,
                Broadcast.state == State.SENDING,
                or_(Broadcast.rest_until.is_(None), Broadcast.rest_until <= NOW),
            )
            .execution_options(populate_existing=True)
        )
        item = session.get(Announcement, one.item_id) if one is not None and one.item_id else None
        for each in (one, item):
            if each is not None:
                session.expunge(each)
    return None if one is None else (one, item)


def _ask(one: Broadcast, item: Announcement | None) -> None:
    """Owe the post to the account; it is made beside us. Equal news is one post, however often it is told."""
    if item is None:
        _halt(one, NO_COVER)
        return
    try:
        with transaction() as session:
            made = posting.publish(f"broadcast:{one.item_id}:{one.revision}", post(one, item))
            session.execute(
                update(Broadcast)
                .filter_by(id=one.id)
                .values(article_id=made, rest_why=PENDING, rest_until=_in(LOOK_SECONDS))
            )
    except Refused as error:
        log.warning("an article is beyond Zalo's limits broadcast=%s %s", one.id, error)
        _halt(one, FAILED)


def post(one: Broadcast, item: Announcement) -> Post:
    """The item as Zalo's post: its words as plain paragraphs, its first picture or its card as the cover."""
    base, first = settings.get().base_url, pictures.first(item.body)
    address = f"{base}/tin/{item.slug}/"
    words = [html.unescape(_TAG.sub("", part)).strip() for part in _BLOCK.split(item.body)]
    body = [*(word for word in words if word), f"Xem đầy đủ tại {address}"]
    return Post(
        title=one.title[:MOST_TITLE],
        description=(one.body or item.summary or one.title)[:MOST_DESCRIPTION],
        cover_url=base + (first[0] if first else f"/tin/{item.slug}/the.png"),
        body=body,
        author="",
    )


def _ready(one: Broadcast) -> str | None:
    """Zalo's id of the post once it is verified; until then it is looked for again, and the desk says so."""
    with transaction() as session:
        found = session.execute(select(Article.state, Article.article_id).filter_by(id=one.article_id)).one()
    if found.state is ArticleState.READY:
        return str(found.article_id)
    if found.state in (ArticleState.FAILED, ArticleState.REMOVED):
        _halt(one, FAILED)
    else:
        _write(one.id, rest_until=_in(LOOK_SECONDS), rest_why=PENDING)
    return None


def _mark(broadcast_id: uuid.UUID) -> bool:
    """Of many workers one makes the call; whoever dies in it leaves it unknown."""
    with transaction() as session:
        marked = session.scalar(
            update(Broadcast)
            .where(
                Broadcast.id == broadcast_id,
                Broadcast.state == State.SENDING,
                Broadcast.call_state.is_(None),
            )
            .values(call_state=Progress.ON_WIRE, call_at=NOW, rest_until=None, rest_why=None)
            .returning(Broadcast.id)
            .execution_options(synchronize_session=False)
        )
    return marked is not None


def _called(one: Broadcast, article_id: str) -> Progress | None:
    try:
        speaking = client.client()
        db.release()
        told = broadcasts.send(speaking, article_id, broadcasts.Audience())
    except ZaloError as error:
        log.warning("an article was not handed over broadcast=%s %s", one.id, error)
        return _after(one, error)
    abilities.learn(Ability.BROADCAST, Known.YES)
    _write(one.id, call_state=Progress.SENT, call_id=told, **_done())
    return Progress.SENT


def _after(one: Broadcast, error: ZaloError) -> Progress | None:
    """By what is known: proven not sent is tried again, a window is waited for, unclear is the end."""
    if isinstance(error, Unclear):
        _write(one.id, call_state=Progress.UNKNOWN, reason="unclear_answer", **_done())
        return Progress.UNKNOWN
    if isinstance(error, NotSent | NotNow):
        now = clock.now()
        until, why = now + seconds(error.retry_after or AWAY_SECONDS), "away"
        if error.code == codes.OUT_OF_QUOTA:
            until, why = hours.tomorrow(now), "quota"
        elif error.code == codes.NIGHT:
            until, why = hours.morning(now), "quiet_hours"
        _write(one.id, call_state=None, rest_until=until, rest_why=why)
        return None
    abilities.learn_from(Ability.BROADCAST, error)
    _write(one.id, call_state=Progress.REFUSED)
    _halt(one, f"refused {error.code or ''}".strip())
    return Progress.REFUSED


def _lost(one: Broadcast) -> None:
    """A call whose worker is gone: it may have gone out to everybody, so that only a person may repeat it."""
    if one.call_at is not None and clock.now() - one.call_at > seconds(LATE_SECONDS):
        _write(one.id, call_state=Progress.UNKNOWN, reason="lost_worker", **_done())


def _halt(one: Broadcast, reason: str) -> None:
    log.error("an article cannot be sent broadcast=%s reason=%s", one.id, reason)
    with transaction():
        _write(one.id, state=State.HALTED, reason=reason, rest_until=None, rest_why=None, changed_at=NOW)
        staff.record_act("broadcast.halt", "broadcast", one.id, None, one.office_id)


def _done() -> dict[str, Any]:
    return {"state": State.DONE, "ended_at": NOW, "changed_at": NOW, "rest_until": None, "rest_why": None}


def _in(wait: float) -> Any:
    return NOW + dt.timedelta(seconds=settings.get().scaled(wait))


def _write(broadcast_id: uuid.UUID, **values: Any) -> None:
    with transaction() as session:
        session.execute(
            update(Broadcast)
            .filter_by(id=broadcast_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
