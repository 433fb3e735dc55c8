"""Bringing in: pictures and papers into the library, each article as a draft; and all of it undone."""

import io
import time
import uuid
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.core import clock, fetch
from portal.core.attachments import BadPaper
from portal.core.db import db, release, transaction
from portal.core.errors import Conflict, Missing
from portal.core.images import BadPicture
from portal.core.many import among
from portal.media import operations as media
from portal.media import papers
from portal.media import queries as library
from portal.media.models import Paper, Picture
from portal.news.models import Category, Kind
from portal.newsroom import operations
from portal.newsroom.arriving import origins, turns
from portal.newsroom.arriving.addresses import key, settled
from portal.newsroom.arriving.models import (
    Arrival,
    Fate,
    FormerPath,
    Origin,
    Reference,
    Sort,
    Stage,
)
from portal.newsroom.arriving.turns import Turn
from portal.newsroom.models import Item, State

MOST_PICTURE, MOST_PAPER, SECONDS = 10 * 1024 * 1024, 20 * 1024 * 1024, 20.0


def bring(turn: Turn, until: float) -> bool:
    """Bring in article after article, each committed with all that goes with it; True when there are more."""
    if turn.tries > turns.MOST_TRIES:
        _give_up_on_next(turn)
    while time.monotonic() < until:
        waiting = select(Arrival).filter_by(import_id=turn.id, fate=Fate.COMES).order_by(Arrival.number)
        row = db.session.scalar(waiting.limit(1))
        if row is None:
            with transaction() as session:
                ended = {"stage": Stage.DONE, "ended_at": clock.now()}
                turns.moved(session, turn, lease_token=None, **ended)
            return False
        arrival_id, body = row.id, str(row.told["body"])
        there, elsewhere = _settle(turn, list(row.told["files"]))
        with transaction() as session:
            turns.moved(session, turn)
            _create(session, turn, arrival_id, settled(body, there, elsewhere))
    return True


def _give_up_on_next(turn: Turn) -> None:
    """An article that kills its worker again and again must not hold up the others."""
    with transaction() as session:
        turns.moved(session, turn)
        first = select(func.min(Arrival.number)).where(
            Arrival.import_id == turn.id, Arrival.fate == Fate.COMES
        )
        it = update(Arrival).where(Arrival.import_id == turn.id, Arrival.number == first.scalar_subquery())
        session.execute(it.values(fate=Fate.FAILED, why="worker"))


def _settle(turn: Turn, files: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What a text's pictures and papers have become: tags and addresses by key; and where the others are."""
    held = [Reference.import_id == turn.id, Reference.sort != Sort.LINK, among(Reference.address, files)]
    for row in db.session.scalars(select(Reference).where(*held)).all():
        if row.media_id is None and not row.why:
            _fetch(turn, row.id, row.sort, row.address, row.alt)
    there: dict[str, str] = {}
    for sort, address, media_id in db.session.execute(
        select(Reference.sort, Reference.address, Reference.media_id).where(*held)
    ):
        if media_id is not None and (said := _shown(sort, media_id)):
            there[key(address)] = said
    return there, {key(address): address for address in files}


def _shown(sort: Sort, media_id: uuid.UUID) -> str:
    if sort is Sort.PAPER:
        paper = db.session.get(Paper, media_id)
        return papers.address(paper) if paper else ""
    picture = db.session.get(Picture, media_id)
    if picture is None:
        return ""
    shown = library.shown(picture)
    return f'<img src="{shown.src}" width="{shown.src_width}" height="{shown.src_height}">'


def _fetch(turn: Turn, ref_id: int, sort: Sort, address: str, alt: str) -> None:
    """Into the library; what cannot be had is noted, and the article comes without it."""
    release()
    values: dict[str, object] = {}
    try:
        most = MOST_PICTURE if sort is Sort.IMAGE else MOST_PAPER
        raw = io.BytesIO(fetch.fetched(address, SECONDS, most).raw)
        taken = _take_in(turn, sort, raw, alt, urlsplit(address).path.rpartition("/")[2][:100])
        values = {"media_id": taken.id, "is_new": taken.is_new}
    except fetch.Barred:
        values = {"why": "barred"}
    except fetch.Away as error:
        values = {"why": str(error) if str(error).isdigit() else "away"}
    except (BadPicture, BadPaper) as error:
        values = {"why": f"bad_{error.word}"}
    with transaction() as session:
        turns.moved(session, turn)
        session.execute(update(Reference).filter_by(id=ref_id).values(is_asked=True, **values))


def _take_in(turn: Turn, sort: Sort, raw: io.BytesIO, said: str, name: str) -> media.Taken:
    offices = None if turn.office_id is None else frozenset({turn.office_id})
    where = {"office_id": turn.office_id, "offices": offices}
    if sort is Sort.PAPER:
        return papers.take_in(raw, papers.Facts(said or name), turn.made_by, **where)  # type: ignore[arg-type]
    words = media.Words(said, title=said or name)
    return media.take_in(raw, words, turn.made_by, **where)  # type: ignore[arg-type]


def _create(session: Session, turn: Turn, arrival_id: int, body: str) -> None:
    """The draft, where it came from, the old path that leads to it; a twin that came meanwhile is known."""
    row = session.get_one(Arrival, arrival_id, with_for_update=True, populate_existing=True)
    if row.fate is not Fate.COMES:
        return
    if session.get(Origin, row.source_key) is not None:
        row.fate, row.why, row.told = Fate.KNOWN, "same", {}
        return
    told = row.told
    draft = operations.Draft(
        row.title, str(told["summary"]), body, Category.NEWS, topics=list(told.get("topics", []))
    )
    item_id = operations.create(Kind(told["kind"]), draft, turn.made_by, office_id=turn.office_id)
    came = Origin(source_key=row.source_key, item_id=item_id, import_id=turn.id, address=row.address)
    came.published_at, came.digest, came.came_at = row.published_at, row.digest, clock.now()
    session.add(came)
    for path in origins.paths_of(row.address, row.source_key):
        if session.get(FormerPath, path) is None:
            session.add(FormerPath(path=path, item_id=item_id))
    row.fate, row.item_id, row.told = Fate.CAME, item_id, {}


def undo(turn: Turn, until: float) -> bool:
    """Take drafts away again, some at a time; True when there are more. What somebody worked on stays."""
    while time.monotonic() < until:
        with transaction() as session:
            turns.moved(session, turn)
            came = select(Arrival).filter_by(import_id=turn.id, fate=Fate.CAME)
            rows = session.scalars(came.order_by(Arrival.number).limit(50)).all()
            for row in rows:
                _take_away(session, row)
            if not rows:
                ended = {"stage": Stage.UNDONE, "undone_at": clock.now()}
                turns.moved(session, turn, lease_token=None, **ended)
        if not rows:
            _take_out(turn)
            return False
    return True


def _take_away(session: Session, row: Arrival) -> None:
    item = session.get(Item, row.item_id, with_for_update=True) if row.item_id else None
    if item is not None and (item.head > 1 or item.state is not State.DRAFT or item.live_before is not None):
        row.fate = Fate.STAYED
        return
    row.fate, row.item_id = Fate.UNDONE, None
    if item is not None:
        media.note_use(f"item:{item.id}", "", title=item.title, href="", is_public=False)
        session.flush()
        session.execute(delete(Item).where(Item.id == item.id))


def _take_out(turn: Turn) -> None:
    """Pictures and papers that came with it and that no text holds any more."""
    with transaction() as session:
        rows = session.execute(
            select(Reference.sort, Reference.media_id).filter_by(import_id=turn.id, is_new=True)
        ).all()
    for sort, media_id in rows:
        try:
            (papers if sort is Sort.PAPER else media).take_out(media_id, turn.made_by)
        except (Conflict, Missing):
            continue  # used elsewhere by now, or taken out by hand
