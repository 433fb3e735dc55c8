"""Who opens the link of a broadcast is counted once; the page it opens is everybody's."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.broadcast.models import Recipient
from portal.broadcast.sending import taps
from portal.core import kept, settings
from portal.core.db import db, transaction
from tests.broadcasts import follower
from tests.unit.broadcast.test_sending import planned, read, sending

FIRST, SECOND = "0123456789abcdef", "fedcba9876543210"


def test_a_tap_is_counted_once_and_the_page_is_kept_once(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGE_CACHE_SECONDS", "15")
    settings.get.cache_clear()
    taps.write()
    for _ in (FIRST, SECOND):
        follower("chinh-sach")
    made = planned()
    sending(made)
    with transaction() as session:
        for row, reference in zip(session.scalars(select(Recipient)).all(), (FIRST, SECOND), strict=True):
            row.reference = reference
    client = ctx.test_client()
    for asked in (f"?r={FIRST}", f"?r={FIRST}", f"?x=1&r={SECOND}", "?r=0000000000000000", "?r=khong", ""):
        assert client.get(f"/ho-tro/{asked}").status_code == 200
    assert {key[2] for key in kept.shelf._copies if key[1] == "/ho-tro/"} == {"", "x=1", "r=khong"}
    assert (taps.write(), taps.write()) == (2, 0)
    client.get(f"/ho-tro/?r={FIRST}")
    assert taps.write() == 0, "the first tap stands"
    assert read(made).tapped == 2
    monkeypatch.undo()
    settings.get.cache_clear()


def test_taps_wait_while_the_database_is_away(ctx: Flask) -> None:
    follower("chinh-sach")
    sending(planned())
    with transaction() as session:
        session.scalars(select(Recipient)).one().reference = FIRST
    taps.opened(FIRST)
    db.session.execute(text("ALTER TABLE broadcast_recipient RENAME TO recipient_away"))
    db.session.commit()
    try:
        assert taps.write() == 0
    finally:
        db.session.execute(text("ALTER TABLE recipient_away RENAME TO broadcast_recipient"))
        db.session.commit()
    assert taps.write() == 1
