"""What happens to pictures: taken in, described, given a focal point, used, taken out."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import delete, or_, select, update

from portal.core import clock, pictures, printing, store
from portal.core.db import release, transaction
from portal.core.errors import Conflict, Missing
from portal.core.picture_facts import Print, widths
from portal.core.search import fold
from portal.media import queries
from portal.media.models import Paper, Picture, Use
from portal.media.queries import Offices
from portal.staff import operations as staff

MASTER = "goc.jpg"  # what prints are made from; it has no address
CROPS = ("vuong.webp", "vuong.jpg", "the.jpg")
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}
UNFINISHED = dt.timedelta(hours=1)  # then whoever was at it is gone


@dataclass(frozen=True)
class Words:
    """What is said about a picture."""

    alt: str
    is_decorative: bool = False
    title: str = ""
    credit: str = ""
    is_shared: bool = False


@dataclass(frozen=True)
class Taken:
    """A picture of the library, and whether it was there before."""

    id: uuid.UUID
    is_new: bool


def take_in(
    stream: BinaryIO, words: Words, by: uuid.UUID, *, office_id: uuid.UUID | None, offices: Offices
) -> Taken:
    """Keep a picture in every size; the same file again is the same picture, its words unchanged.

    Raises BadPicture (nothing is kept then), or Unavailable when the store is away. A row is written before
    its files, so that `sweep` knows what a killed process left behind.
    """
    release()  # developing takes a second and must not hold a connection
    master = printing.developed(stream)
    earlier = queries.known(master.digest, offices)
    if earlier is not None:
        return Taken(earlier.id, is_new=False)
    release()
    prints = printing.printed(master.raw, (50, 50))
    row = _row(master, words, prints, by, office_id)
    picture_id, ref = uuid.uuid4(), row.ref
    row.id = picture_id
    with transaction() as session:
        session.add(row)
    release()
    kept = store.opened()
    kept.put(f"{ref}/{MASTER}", master.raw, TYPES["jpg"])
    _keep(ref, 1, prints)
    with transaction() as session:
        session.execute(update(Picture).filter_by(id=picture_id).values(is_ready=True))
        staff.record_act("picture.take_in", "picture", picture_id, by, office_id)
    return Taken(picture_id, is_new=True)


def _row(
    master: printing.Master, words: Words, prints: list[Print], by: uuid.UUID, office_id: uuid.UUID | None
) -> Picture:
    row = Picture(
        ref=secrets.token_hex(16),
        edition=1,
        office_id=office_id,
        digest=master.digest,
        width=master.width,
        height=master.height,
        focus_x=50,
        focus_y=50,
        size=len(master.raw) + sum(len(one.raw) for one in prints),
        uploaded_at=clock.now(),
        uploaded_by=by,
        is_ready=False,
        is_gone=False,
    )
    _say(row, words)
    return row


def _say(row: Picture, words: Words) -> None:
    row.alt = "" if words.is_decorative else words.alt
    row.is_decorative, row.is_shared, row.credit = words.is_decorative, words.is_shared, words.credit
    row.title = words.title or words.alt
    row.folded = fold(f"{row.title} {row.alt} {row.credit}")


def _keep(ref: str, edition: int, prints: Iterable[Print]) -> None:
    for one in prints:
        name = f"{edition}-{one.name}" if one.name in CROPS else one.name
        store.opened().put(f"{ref}/{name}", one.raw, TYPES[one.name.rpartition(".")[2]])


def describe(picture_id: uuid.UUID, words: Words, by: uuid.UUID) -> None:
    """Other words; texts that hold the picture keep the words they were written with."""
    with transaction() as session:
        row = _there(session.get(Picture, picture_id, with_for_update=True))
        _say(row, words)
        staff.record_act("picture.describe", "picture", picture_id, by, row.office_id)


def focus(picture_id: uuid.UUID, x: int, y: int, by: uuid.UUID) -> None:
    """Crops show this point (percent) from now on, under new addresses; the same point changes nothing."""
    with transaction() as session:
        row = _there(session.get(Picture, picture_id))
        ref, edition, before = row.ref, row.edition, (row.focus_x, row.focus_y)
    if before == (x, y):
        return
    release()
    master = store.opened().get(f"{ref}/{MASTER}")
    if master is None:
        raise Missing("picture")
    _keep(ref, edition + 1, printing.printed(master, (x, y), only_crops=True))
    with transaction() as session:
        moved = update(Picture).filter_by(id=picture_id, edition=edition, is_gone=False)
        values = {"focus_x": x, "focus_y": y, "edition": edition + 1}
        if not session.scalars(moved.values(values).returning(Picture.id)).all():
            raise Conflict("picture")  # somebody moved it meanwhile
        staff.record_act("picture.focus", "picture", picture_id, by)


def take_out(picture_id: uuid.UUID, by: uuid.UUID) -> None:
    """Nobody finds it any more, and its files are forgotten; Conflict while a text holds it."""
    with transaction() as session:
        row = _there(session.get(Picture, picture_id, with_for_update=True))
        if queries.uses(row.ref):
            raise Conflict("used")
        row.is_gone = True
        staff.record_act("picture.take_out", "picture", picture_id, by, row.office_id)


def _there(row: Picture | None) -> Picture:
    if row is None or row.is_gone or not row.is_ready:
        raise Missing("picture")
    return row


def note_use(place: str, html: str, *, title: str, href: str, is_public: bool) -> None:
    """This text holds these pictures and papers, and no others; joins the open transaction.

    `place` names the text ("item:<id>"); its published and its drafted form are told apart by `is_public`.
    With an empty `html` nothing is held any more: what only stood there is seen by nobody outside.
    """
    with transaction() as session:
        session.execute(delete(Use).where(Use.place == place, Use.is_public == is_public))
        session.add_all(
            Use(ref=ref, place=place, is_public=is_public, title=title, href=href)
            for ref in sorted(pictures.refs(html))
        )


def sweep() -> int:
    """Forget the files of pictures that were taken out or never finished; how many. Safe to do twice."""
    with transaction() as session:
        old = ~Picture.is_ready & (Picture.uploaded_at < clock.now() - UNFINISHED)
        rows = session.scalars(select(Picture).where(or_(Picture.is_gone, old)).limit(100)).all()
        gone = [(row.id, row.ref, row.width, row.edition) for row in rows]
    release()
    for picture_id, ref, width, edition in gone:
        for name in _names(width, edition):
            store.opened().forget(f"{ref}/{name}")
        with transaction() as session:
            session.execute(delete(Picture).filter_by(id=picture_id))
    return len(gone)


def every_name() -> Iterable[str]:
    """The names of all files the library keeps in its store, some of which may not be there any more."""
    with transaction() as session:
        pictures_ = session.execute(select(Picture.ref, Picture.width, Picture.edition)).all()
        papers = session.execute(select(Paper.ref, Paper.kind)).all()
    for ref, width, edition in pictures_:
        yield from (f"{ref}/{name}" for name in _names(width, edition))
    yield from (f"{ref}/tep.{kind}" for ref, kind in papers)


def _names(width: int, edition: int) -> Iterable[str]:
    yield MASTER
    for size in widths(width):
        yield from (f"{size}.webp", f"{size}.jpg")
    for number in range(1, edition + 2):  # one more: a focal point that was never recorded
        yield from (f"{number}-{crop}" for crop in CROPS)
