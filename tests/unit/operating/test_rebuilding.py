"""The state worked out again from what was told equals the live one in any order; a change is found."""

import datetime as dt
import random
import uuid

from flask import Flask
from sqlalchemy import text

from portal.chat.models import InboxEvent
from portal.citizens.models import ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db
from portal.dossiers import operations
from portal.operating import rebuilding, retention
from tests.factories import keep, told
from tests.unit.notifications.owing import person

LIVES = ("1", "2", "4", "5", "4", "6", "4", "9", "10")


def _pushed(ctx: Flask, lives: int) -> None:
    """Whole lives, shuffled, some told twice, one with a code nobody knows."""
    dice = random.Random(20261123)
    for number in range(lives):
        code = f"H80.7-261101-{number:04}"
        records = [
            told(
                MaHoSo=code,
                TrangThaiHoSo=status,
                ThoiDiem=f"202611{place + 1:02}080000",
                GhiChu=f"bước {place}",
            )
            for place, status in enumerate((*LIVES, "77") if number % 3 == 0 else LIVES)
        ]
        dice.shuffle(records)
        for start in range(0, len(records), 4):
            operations.record_changes("demo", uuid.uuid4().hex, records[start : start + 4])
        operations.record_changes("demo", uuid.uuid4().hex, records[:2])


def test_what_was_told_makes_the_live_state(ctx: Flask) -> None:
    _pushed(ctx, 6)
    found = rebuilding.check()
    assert (found.dossiers, found.differing, found.forgotten) == (6, [], 0)
    assert found.events >= 6 * len(LIVES)
    db.session.execute(text("UPDATE dossier SET status = 3 WHERE code = 'H80.7-261101-0001'"))
    db.session.execute(text("UPDATE dossier SET unit_name = 'khác' WHERE code = 'H80.7-261101-0002'"))
    db.session.commit()
    assert sorted(columns for _, columns in rebuilding.check().differing) == [("status",), ("unit_name",)]
    db.session.execute(text("DELETE FROM status_event"))
    db.session.commit()
    assert {columns for _, columns in rebuilding.check().differing} == {("no event",)}


def test_what_was_forgotten_in_time_is_compared_by_its_states(ctx: Flask) -> None:
    _pushed(ctx, 1)
    db.session.execute(text("UPDATE dossier SET status = 10, event_time = event_time - interval '4000 days'"))
    db.session.execute(
        text("UPDATE status_event SET event_time = event_time - interval '4000 days', status = 10")
    )
    db.session.commit()
    retention.forget_dossiers()
    found = rebuilding.check()
    assert (found.forgotten, found.is_equal) == (1, True)


def test_followers_come_out_of_the_journal(ctx: Flask) -> None:
    now, oa_id = clock.now(), settings.get().zalo_oa_id
    one = db.session.query(ZaloIdentity).filter_by(citizen_id=person(follows=True)).one()
    for minutes, name in ((9, "follow"), (5, "unfollow"), (1, "follow")):
        at = now - dt.timedelta(minutes=minutes)
        keep(
            InboxEvent(
                event_key=name + str(minutes),
                oa_id=oa_id,
                name=name,
                user_id=one.user_id,
                raw=b"{}",
                event_at=at,
                received_at=at,
                due_at=at,
                done_at=at,
                outcome="done",
            )
        )
    assert (rebuilding.check().followers, rebuilding.check().is_equal) == (1, True)
    db.session.execute(text("UPDATE zalo_identity SET is_following = false"))
    db.session.commit()
    assert rebuilding.check().followers_differing == 1
