"""A broadcast is written and changed; who did what stands in the trail."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.broadcast.models import Broadcast, State
from portal.broadcast.shape import Audience
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.core.search import fold
from portal.staff import operations as staff


@dataclass(frozen=True)
class Draft:
    """What is written: words, way, audience, and the item they announce."""

    title: str
    body: str
    audience: Audience
    way: str
    link: str = ""
    is_urgent: bool = False
    item_id: uuid.UUID | None = None
    revision: int | None = None


_FRESH: Mapping[str, Any] = {"state": State.DRAFT, "repeat": "", "approvals": [], "dry_run": {}}


def create(draft: Draft, office_id: uuid.UUID | None, by: uuid.UUID | None, **more: object) -> uuid.UUID:
    """A new draft; its id. Conflict when this revision goes to this very audience already."""
    now = clock.now()
    try:
        with transaction() as session:
            one = Broadcast(
                oa_id=settings.get().zalo_oa_id,
                office_id=office_id,
                made_by=by,
                made_at=now,
                changed_at=now,
                **{**_FRESH, **_values(draft), **more},
            )
            session.add(one)
            session.flush()
            noted(one, "make", by)
            return one.id
    except IntegrityError:
        raise Conflict("this revision goes to this audience already") from None


def change(broadcast_id: uuid.UUID, draft: Draft, by: uuid.UUID) -> None:
    """Write it anew; what was agreed to or rehearsed before counts no more."""
    with transaction() as session:
        one = locked(session, broadcast_id, State.DRAFT, State.WAITING)
        for name, value in _values(draft).items():
            setattr(one, name, value)
        one.state, one.approvals, one.dry_run_of, one.made_by = State.DRAFT, [], None, by
        noted(one, "change", by)


def _values(draft: Draft) -> dict[str, object]:
    told = {name: getattr(draft, name) for name in ("title", "body", "way", "link", "is_urgent")}
    return {
        **told,
        "folded": fold(draft.title),
        "item_id": draft.item_id,
        "revision": draft.revision,
        "audience": draft.audience.told(),
        "audience_hash": draft.audience.digest,
    }


def locked(session: Session, broadcast_id: uuid.UUID, *states: State) -> Broadcast:
    """The broadcast, held until the commit; Conflict when it stands in none of these states."""
    one = session.scalar(
        select(Broadcast)
        .filter_by(id=broadcast_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if one is None:
        raise Missing("no such broadcast")
    if one.state not in states:
        raise Conflict(f"not from {one.state}")
    return one


def noted(one: Broadcast, act: str, by: uuid.UUID | None, **detail: Iterable[object]) -> None:
    """Move it to the top of the list and write down who did what."""
    one.changed_at = clock.now()
    staff.record_act(f"broadcast.{act}", "broadcast", one.id, by, one.office_id, **detail)
