"""Writing: a new item, its next revision, an old one restored. What citizens see is decided elsewhere."""

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, sanitize
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing, Refused
from portal.core.search import fold, tidy
from portal.media import operations as media
from portal.news.models import Category, Kind
from portal.newsroom import attaching
from portal.newsroom.models import Item, Revision, State, Step
from portal.newsroom.writing import pasting
from portal.staff import operations as staff

CARRIED = (
    *("title", "summary", "body", "category", "topics", "communes", "procedures"),
    *("is_pinned", "alert_level", "details", "slug"),
)  # what a revision says; the rest tells who made it when


@dataclass(frozen=True)
class Draft:
    """A text as it was typed and checked, with all that goes with it."""

    title: str
    summary: str = ""
    body: str = ""
    category: Category = Category.NEWS
    topics: list[str] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    is_pinned: bool = False
    alert_level: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    slug: str | None = None


def create(
    kind: Kind,
    draft: Draft,
    by: uuid.UUID | None,
    *,
    office_id: uuid.UUID | None = None,
    limited: bool = False,
) -> uuid.UUID:
    """A new draft with its first revision; the item's id."""
    if not tidy(draft.title):
        raise Refused("a title is needed")
    now = clock.now()
    with transaction() as session:
        item = Item(
            id=uuid.uuid4(),
            kind=kind,
            office_id=office_id,
            is_limited=limited,
            head=0,
            author_id=by,
            created_at=now,
            title="",
            folded="",
            changed_at=now,
        )
        session.add(item)
        session.flush()
        _write(session, item, _cleaned(draft), by)
        staff.record_act("news.create", "newsroom_item", item.id, by, office_id, kind=kind.value)
        return item.id


def save(item_id: uuid.UUID, base: int, draft: Draft, by: uuid.UUID | None, name: str | None = None) -> int:
    """The next revision, which makes the item a draft again; its number.

    `base` is the revision the text began from: Conflict when somebody saved meanwhile. A text that says the
    same writes nothing, unless it is given a name. What is on the portal stays there; a planned time is given
    up, since another text was agreed to.
    """
    if not tidy(draft.title):
        raise Refused("a title is needed")
    with transaction() as session:
        item = locked(session, item_id)
        if item.head != base:
            raise Conflict("saved meanwhile")
        said, newest = _cleaned(draft), revision(session, item_id, item.head)
        if all(getattr(newest, part) == said[part] for part in CARRIED):
            newest.name = name or newest.name
            return item.head
        _write(session, item, said, by, name=name)
        item.state, item.publish_at, item.approved = State.DRAFT, None, None
        noted(session, item, "saved", by)
        return item.head


def restore(item_id: uuid.UUID, number: int, by: uuid.UUID | None) -> int:
    """An old revision once more, as the newest; its number. Nothing is lost: the list goes on."""
    with transaction() as session:
        item = locked(session, item_id)
        old = revision(session, item_id, number)
        if number == item.head:
            return number
        _write(session, item, {part: getattr(old, part) for part in CARRIED}, by, restored_from=number)
        item.state, item.publish_at, item.approved = State.DRAFT, None, None
        noted(session, item, "restored", by)
        return item.head


def limit(item_id: uuid.UUID, by: uuid.UUID | None, *, limited: bool) -> None:
    """Show the draft to its own office alone, or to all of the newsroom; Refused for the province's own."""
    with transaction() as session:
        item = locked(session, item_id)
        if limited and item.office_id is None:
            raise Refused("nobody else to hide it from")
        item.is_limited = limited
        staff.record_act("news.limit", "newsroom_item", item_id, by, item.office_id, limited=limited)


def locked(session: Session, item_id: uuid.UUID) -> Item:
    """The item, until the end of the transaction nobody else's. Raises Missing."""
    item = session.get(Item, item_id, with_for_update=True, populate_existing=True)
    if item is None:
        raise Missing("no such item")
    return item


def revision(session: Session, item_id: uuid.UUID, number: int) -> Revision:
    """One revision of an item. Raises Missing."""
    found = session.scalar(select(Revision).filter_by(item_id=item_id, number=number))
    if found is None:
        raise Missing("no such revision")
    return found


def noted(
    session: Session, item: Item, act: str, by: uuid.UUID | None, reason: str | None = None, number: int = 0
) -> None:
    """Write down what was decided, for the item's history and for the trail."""
    item.changed_at = clock.now()
    about = number or item.head
    step = Step(item_id=item.id, number=about, act=act, reason=reason, user_id=by, at=item.changed_at)
    session.add(step)
    staff.record_act(f"news.{act}", "newsroom_item", item.id, by, item.office_id, revision=about)


def _cleaned(draft: Draft) -> dict[str, Any]:
    told = asdict(draft) | {"title": tidy(draft.title), "summary": tidy(draft.summary)}
    told["body"] = sanitize.clean(pasting.tidied(draft.body))
    return told


def _write(session: Session, item: Item, said: dict[str, Any], by: uuid.UUID | None, **more: Any) -> None:
    item.head += 1
    item.title = said["title"]
    item.folded = fold(f"{said['title']} {said['details'].get('number', '')}")
    item.changed_at = clock.now()
    row = Revision(item_id=item.id, number=item.head, made_at=item.changed_at, made_by=by, **said, **more)
    session.add(row)
    session.flush()
    place, href = f"item:{item.id}", f"/desk/tin-bai/{item.id}/"
    held = attaching.with_papers(said["body"], said["details"])
    media.note_use(place, held, title=item.title, href=href, is_public=False)
