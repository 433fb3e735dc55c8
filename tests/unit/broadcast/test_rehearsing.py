"""The dry run tells what the real run does: people, reasons, cost, and the day that has room."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from portal.broadcast import deciding, drafting, forecasting, queries, room
from portal.broadcast.drafting import Draft
from portal.broadcast.models import Broadcast, State
from portal.broadcast.sending import clockwork, preparing
from portal.broadcast.shape import Audience
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.notifications import prices, quota
from portal.notifications.models import Channel, Lane
from portal.notifications.prices import Price
from portal.staff.models import Role
from tests.broadcasts import OA, follower
from tests.newsroom import person


def rehearsed(**over: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"title": "Tin", "body": "Lời.", "audience": Audience(), "way": "message"}
    made = drafting.create(Draft(**{**usual, **over}), None, person())
    return forecasting.run(made) | {"id": made}


def submitted(told: dict[str, Any]) -> Broadcast:
    one = queries.one(told["id"])
    assert one.made_by
    deciding.submit(one.id, one.made_by)
    return queries.one(one.id)


def test_the_rows_of_the_real_run_are_what_the_dry_run_counted(ctx: Flask) -> None:
    for days in (0, 0, 0, 30, 40):
        follower("chinh-sach", days=days)
    follower()
    told = rehearsed()
    one = submitted(told)
    deciding.approve(one.id, person(Role.PUBLISHER), one.form_token)
    one = queries.one(one.id)
    one.planned_at = clock.now()
    db.session.commit()
    assert clockwork.begin(one.id) is State.PREPARING
    assert preparing.prepare(one.id)
    figures = queries.figures(queries.one(one.id))
    assert (figures.to_send, figures.excluded) == (told["sent"], told["excluded"])
    assert (figures.to_send, figures.whole) == (3, 6)


def test_the_price_of_the_day_is_told(ctx: Flask) -> None:
    for _ in range(3):
        follower("chinh-sach")
    assert (rehearsed()["price"], rehearsed()["cost"]) == (0, 0)
    prices.enter(Price(Channel.CS, clock.today(), 55, "Hợp đồng"), person())
    assert (rehearsed()["price"], rehearsed()["cost"]) == (55, 165)


def test_a_day_without_room_is_refused_and_the_first_one_with_room_is_named(ctx: Flask) -> None:
    for _ in range(4):
        follower("chinh-sach")
    today, chief = clock.today(), person(Role.PUBLISHER)
    quota.learn(OA, 10)  # two of them are kept for news of dossiers
    quota.take(OA, today, [Lane.DOSSIER] * 5)
    soon = [dt.datetime.combine(today + dt.timedelta(days=n), dt.time(9), clock.VIETNAM) for n in range(4)]
    told = rehearsed()
    assert (told["fits"], told["quota_left"], told["quota_after"]) == (False, 3, -1)
    assert told["possible_on"] == soon[1].date().isoformat()
    for text in ("một", "hai"):
        made = submitted(rehearsed(body=text))
        deciding.approve(made.id, chief, made.form_token, planned_at=soon[1])
    assert (room.on(OA, soon[1].date()), room.on(OA, soon[2].date())) == (0, 8)
    last = submitted(rehearsed(body="ba"))
    assert last.dry_run["possible_on"] == soon[2].date().isoformat()
    for full in (None, soon[1]):
        with pytest.raises(Refused, match="no_room"):
            deciding.approve(last.id, chief, last.form_token, planned_at=full)
    assert queries.one(last.id).approvals == []
    assert deciding.approve(last.id, chief, last.form_token, planned_at=soon[2]) is State.APPROVED
    deciding.move(last.id, chief, soon[3].date())
    with pytest.raises(Refused, match="no_room"):
        deciding.move(last.id, chief, soon[1].date())
    quota.learn(OA, 3)
    told = rehearsed(body="bốn")
    assert (told["possible_on"], told["most_a_day"]) == (None, 3)
    with pytest.raises(Refused, match="never_room"):
        submitted(told)
