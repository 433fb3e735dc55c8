"""A table tells its new rows to the followers of each commune: once each, one message a person and day."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from portal.broadcast import audience
from portal.broadcast.choosing import operations as choosing
from portal.broadcast.feeds import operations, telling
from portal.broadcast.feeds.models import Feed, FeedState
from portal.broadcast.models import Broadcast, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Denied, Refused
from portal.places import operations as places
from portal.places.queries import communes
from portal.staff.models import Role
from portal.tables.operations import making
from tests import stock
from tests.broadcasts import follower
from tests.newsroom import person
from tests.tables import bring_in, look, make_live, officer, upload

HEAD = "Ngày,Xã phường,Từ giờ,Đến giờ,Khu vực ảnh hưởng,Lý do,Trạng thái,Điện lực\n"
LONG_AN, TAN_AN = "27694", "27712"


class Noon:
    """Noon of a day, for the relay's look alone: workers and leases go by the database's clock."""

    def __init__(self, at: dt.datetime) -> None:
        self.now, self.today, self.local = lambda: at, lambda: at.date(), clock.local


def day(ahead: int) -> str:
    """A day ahead as a table writes it."""
    return f"{clock.today() + dt.timedelta(days=10 + ahead):%d/%m/%Y}"


def sheet(*rows: tuple[str, str]) -> bytes:
    lines = [
        f"{when},{place},07:30,11:30,Đường số {n},Bảo trì,Kế hoạch,Tân An\n"
        for n, (when, place) in enumerate(rows)
    ]
    return (HEAD + "".join(lines)).encode()


def test_new_rows_reach_whoever_named_their_communes_once(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock.fill("units", places.import_units)
    noon = dt.datetime.combine(clock.today(), dt.time(12), clock.VIETNAM)
    monkeypatch.setattr(telling, "clock", Noon(noon))
    old = (day(0), "Phường Long An")
    table_id = make_live("power_cut", sheet(old)).table.id  # the relay lets go of every row a test holds
    with pytest.raises(Refused):
        operations.make(make_live("exam_score").table.id, "cup-dien", 7, person())
    both = follower("cup-dien", about={"xa": LONG_AN})
    one, silent = follower("cup-dien", about={"xa": LONG_AN}), follower("su-kien", about={"xa": LONG_AN})
    choosing.choose(both, "xa", "e", "oa", TAN_AN)
    maker, chief = person(Role.PUBLISHER), person(Role.PUBLISHER)
    feed = operations.make(table_id, "cup-dien", 7, maker)
    assert telling.run() == 0  # nobody agreed
    with pytest.raises(Denied):
        operations.approve(feed, maker)
    operations.approve(feed, chief)
    with pytest.raises(Conflict):
        operations.approve(feed, chief)
    assert telling.run() == 0  # what stood there is not new

    def put_up(*rows: tuple[str, str]) -> None:
        edition = bring_in(upload(table_id, sheet(*rows)))
        making.publish(edition.id, officer())
        look(edition.id)

    tan_an = next(unit.name for unit in communes() if unit.code == TAN_AN)
    put_up(old, (day(1), "Phường Long An"), (day(1), tan_an), (day(1), "Nơi Nào Đó"))
    assert telling.run() == 2
    made = db.session.scalars(select(Broadcast).order_by(Broadcast.title)).all()
    told = {tuple(row.citizen_id for row in db.session.execute(audience.chosen(m.audience))): m for m in made}
    assert set(told) == {(one,), (both,)}
    assert silent not in {who for people in told for who in people}
    assert tan_an in told[(both,)].title
    assert day(0) not in told[(both,)].body
    assert (made[0].state, made[0].feed_id, len(made[0].approvals)) == (State.APPROVED, feed, 1)
    assert "không ghi rõ xã, phường" in (db.session.get_one(Feed, feed).problem or "")
    put_up((day(2), "Phường Long An"))
    assert telling.run() == 0  # one message a day
    monkeypatch.setattr(telling, "clock", Noon(noon + dt.timedelta(days=1)))
    assert telling.run() == 1
    operations.stop(feed, chief)
    operations.stop(feed, chief)
    assert db.session.get_one(Feed, feed, populate_existing=True).state is FeedState.OFF
