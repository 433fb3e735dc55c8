"""Things come into the inbox once, keep who has them, stand still while we wait, and leave it."""

import datetime as dt
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock, stamps
from portal.core.db import db, transaction
from portal.inbox import models, operations
from portal.inbox.models import Deed, InboxDeed, InboxItem, ItemState
from portal.staff import queries as staff
from portal.staff.models import Role
from tests.factories import make_staff


def officer(role: Role = Role.OFFICER) -> uuid.UUID:
    """Somebody who may answer citizens; their id."""
    found = staff.by_username(make_staff(role))
    assert found is not None
    return found.id


def read(subject: uuid.UUID) -> InboxItem:
    """The item as it stands now."""
    db.session.expire_all()
    return db.session.scalars(select(InboxItem).filter_by(subject_id=subject)).one()


def deeds(subject: uuid.UUID) -> list[Deed]:
    """What was done about it, in order."""
    rows = (
        select(InboxDeed.deed).join(InboxItem).where(InboxItem.subject_id == subject).order_by(InboxDeed.id)
    )
    return list(db.session.scalars(rows))


def test_a_matter_is_put_once_and_brought_up_to_date(ctx: Flask) -> None:
    subject = uuid.uuid4()
    first = operations.put("talk", subject, title="Cần gặp cán bộ")
    assert read(subject).version == 1
    assert operations.put("talk", subject, title="Cần gặp cán bộ") == first
    assert read(subject).version == 1, "a repeat that tells nothing new changes nothing"
    operations.put("talk", subject, title="Cần gặp cán bộ về đất")
    assert (read(subject).title, read(subject).version) == ("Cần gặp cán bộ về đất", 2)
    assert operations.close("talk", subject, "citizen")
    assert not operations.close("talk", subject)
    assert (read(subject).state, read(subject).closed_why) == (ItemState.CLOSED, "citizen")
    assert operations.put("talk", subject, title="Cần gặp cán bộ") == first
    assert (read(subject).state, read(subject).closed_at) == (ItemState.WAITING, None)
    assert deeds(subject) == [Deed.OPENED, Deed.CLOSED, Deed.REOPENED]


def test_the_term_stands_still_while_we_wait(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    now = dt.datetime(2026, 11, 25, 9, 0, tzinfo=clock.VIETNAM)  # a Wednesday
    monkeypatch.setattr(clock, "now", lambda: now)
    subject = uuid.uuid4()
    operations.put("feedback", subject, title="PA-1", due_at=now + dt.timedelta(hours=2))
    assert operations.pause("feedback", subject)
    assert not operations.pause("feedback", subject)
    now += dt.timedelta(days=2, hours=7)  # Friday 16:00: one working hour before the office shuts
    assert operations.resume("feedback", subject)
    assert not operations.resume("feedback", subject)
    due = read(subject).due_at
    assert due
    assert clock.local(due) == dt.datetime(2026, 11, 30, 8, 30, tzinfo=clock.VIETNAM)


def test_a_change_moves_the_stamp_once_and_only_when_it_is_kept(ctx: Flask) -> None:
    before = stamps.read(models.BELL)
    subject = uuid.uuid4()
    operations.put("talk", subject, title="Cần gặp cán bộ")
    after = stamps.read(models.BELL)
    assert after != before
    with pytest.raises(ZeroDivisionError):
        _touch_and_fall(subject)
    assert stamps.read(models.BELL) == after


def _touch_and_fall(subject: uuid.UUID) -> None:
    with transaction():
        operations.touch("talk", [subject])
        raise ZeroDivisionError
