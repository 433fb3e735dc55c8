"""The dry run: a file is read, each entry shaped, each picture and link asked for. Nothing comes in yet."""

import time
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from portal.core import feeds, fetch
from portal.core.db import db, release, transaction
from portal.core.feeds import BadFeed, Entry
from portal.newsroom.arriving import turns
from portal.newsroom.arriving.addresses import Referred, host_of
from portal.newsroom.arriving.models import Arrival, Fate, Import, Origin, Reference, Sort, Stage
from portal.newsroom.arriving.shaping import Shaped, shaped
from portal.newsroom.arriving.turns import Turn
from portal.newsroom.arriving.wordpress import Attached

MOST_FEED, FEED_SECONDS = 8 * 1024 * 1024, 30.0
PATIENCE = 5.0  # seconds for a page that somebody linked to
DEAD = 3  # silences of one site, then it is not asked again for this import
BATCH = 200
AWAY = "away"


def read(turn: Turn) -> None:
    """Read the whole file; its entries and what they refer to are listed in one commit."""
    with transaction() as session:
        row = session.get_one(Import, turn.id)
        ref, address = row.file_ref, row.address
    release()
    kept = ref or feeds.keep([_fed(address or "")])
    try:
        _take(turn, kept, address or "")
    except BadFeed:
        feeds.forget(kept)  # whatever else may happen leaves the file to the next worker
        raise
    feeds.forget(kept)


def _take(turn: Turn, kept: str, address: str) -> None:
    with feeds.opened(kept) as (head, entries):
        library = {told["post_id"]: _attached(told) for told in entries() if _is_file(told)}
        site = head["site"] or address
        with transaction() as session:
            turns.moved(session, turn, kind=head["kind"], site=host_of(site), file_ref=None)
            count = _list(session, turn, (one for one in entries() if not _is_file(one)), site, library)
            asked = select(func.count(Reference.id)).where(
                Reference.import_id == turn.id, ~Reference.is_asked
            )
            total = session.scalar(asked) or 0
            if not count:
                raise BadFeed("nothing")
            stage = Stage.CHECKING if total else Stage.LOOKED
            turns.moved(session, turn, stage=stage, total=total, done=0, lease_token=None)


def _fed(address: str) -> bytes:
    try:
        return fetch.fetched(address, FEED_SECONDS, MOST_FEED).raw
    except fetch.Barred:
        raise BadFeed("barred") from None
    except fetch.Away as error:
        raise BadFeed("silent", said=str(error)) from None


def _is_file(told: Entry) -> bool:
    return bool(told.get("post_type") == "attachment" and told.get("attachment_url") and told.get("post_id"))


def _attached(told: Entry) -> Attached:
    return Attached(told["attachment_url"], told.get("_wp_attachment_image_alt", ""))


def _list(session: Session, turn: Turn, entries: Any, site: str, library: Mapping[str, Attached]) -> int:
    """Write down every entry with its fate, and everything referred to, once; how many entries."""
    seen: set[str] = set()
    refers: dict[tuple[Sort, str], Referred] = {}
    inside: set[str] = set()
    count = 0
    for entry in entries:
        told = shaped(entry, site, library)
        if told.source_key in seen and not told.skip:
            told.skip = "twice"
        seen.add(told.source_key)
        count += 1
        session.add(_arrival(turn.id, count, told))
        if not told.skip:
            inside.add(told.address)
            refers |= {(one.sort, one.address): one for one in told.refers if one.address != told.address}
        if count % BATCH == 0:
            session.flush()
            session.expunge_all()
    session.flush()
    _recognise(session, turn.id)
    for one in refers.values():
        comes = one.sort is Sort.LINK and one.address in inside  # leads to what comes along
        row = Reference(import_id=turn.id, sort=one.sort, address=one.address, alt=one.alt, is_asked=comes)
        session.add(row)
    session.flush()
    return count


def _arrival(import_id: uuid.UUID, number: int, told: Shaped) -> Arrival:
    kept = {"summary": told.summary, "body": told.body, "kind": told.kind, "topics": told.topics}
    files = [one.address for one in told.refers if one.sort is not Sort.LINK]
    return Arrival(
        import_id=import_id,
        number=number,
        source_key=told.source_key,
        title=told.title[:500],
        address=told.address,
        published_at=told.published_at,
        digest=told.digest,
        told={} if told.skip else kept | {"files": files},
        notes=told.notes,
        fate=Fate.SKIPPED if told.skip else Fate.COMES,
        why=told.skip,
    )


def _recognise(session: Session, import_id: uuid.UUID) -> None:
    """What came before does not come again; whether it has changed since is said."""
    same = (Arrival.import_id == import_id) & (Arrival.source_key == Origin.source_key)
    why = case((Arrival.digest == Origin.digest, "same"), else_="changed")
    known = update(Arrival).where(same, Arrival.fate == Fate.COMES)
    session.execute(
        known.values(fate=Fate.KNOWN, why=why, item_id=Origin.item_id, told={}),
        execution_options={"synchronize_session": False},
    )


def check(turn: Turn, until: float) -> bool:
    """Ask for pictures, papers and links, each answer committed; True when there are more."""
    silent = Counter(host_of(one) for one in _silent(turn.id))
    while time.monotonic() < until:
        waiting = _unasked(turn.id)
        if waiting is None:
            with transaction() as session:
                turns.moved(session, turn, stage=Stage.LOOKED, lease_token=None)
            return False
        ref_id, address = waiting
        release()
        why = AWAY if silent[host_of(address)] >= DEAD else asked(address)
        silent[host_of(address)] += why == AWAY
        with transaction() as session:
            turns.moved(session, turn, done=Import.done + 1)
            session.execute(update(Reference).filter_by(id=ref_id).values(is_asked=True, why=why))
    return True


def _unasked(import_id: uuid.UUID) -> tuple[int, str] | None:
    waiting = select(Reference.id, Reference.address).filter_by(import_id=import_id, is_asked=False)
    row = db.session.execute(waiting.order_by(Reference.id).limit(1)).one_or_none()
    return (row[0], row[1]) if row else None


def _silent(import_id: uuid.UUID) -> list[str]:
    rows = select(Reference.address).filter_by(import_id=import_id, is_asked=True, why=AWAY)
    return list(db.session.scalars(rows))


def asked(address: str) -> str:
    """Why an address is not there: a status, `away`, `barred`; empty when it is."""
    try:
        status = fetch.look(address, PATIENCE)
    except fetch.Barred:
        return "barred"
    except fetch.Away:
        return AWAY
    return "" if status < 400 or status in {401, 403, 405, 429} else str(status)
