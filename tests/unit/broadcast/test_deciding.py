"""What people decide about a broadcast: rehearsed before it is submitted, others agree, once a form."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.broadcast import deciding, drafting, forecasting, queries, wording
from portal.broadcast.drafting import Draft
from portal.broadcast.models import Broadcast, Progress, Recipient, State
from portal.broadcast.sending import calling_off, clockwork
from portal.broadcast.shape import Audience
from portal.core import clock, settings
from portal.core.db import db
from portal.core.errors import Conflict, Denied, Refused
from portal.newsroom.models import State as ItemState
from portal.staff.models import Role
from tests.broadcasts import follower
from tests.factories import keep
from tests.newsroom import make_item, person, shown
from tests.unit.broadcast.test_sending import planned, read, sending


def draft(**over: Any) -> Draft:
    usual: dict[str, Any] = {"title": "Lịch tiêm", "body": "Tiêm sáng thứ Bảy.", "way": "message"}
    return Draft(**{**usual, "audience": Audience(), **over})


def waiting(by: uuid.UUID, **over: Any) -> Broadcast:
    """Rehearsed and submitted."""
    made = drafting.create(draft(**over), None, by)
    forecasting.run(made)
    deciding.submit(made, by)
    return queries.one(made)


def test_somebody_else_agrees_after_the_dry_run_and_each_form_counts_once(ctx: Flask) -> None:
    author, chief = person(), person(Role.PUBLISHER)
    made = drafting.create(draft(), None, author)
    with pytest.raises(Conflict, match="rehearse"):
        deciding.submit(made, author)
    told = forecasting.run(made)
    assert (told["sent"], told["minutes"], told["samples"]) == (0, 0, [])
    with pytest.raises(Refused, match="nobody"):
        deciding.submit(made, author)
    follower("chinh-sach")
    assert forecasting.run(made)["samples"][0]["text"].endswith("đã đồng ý nhận tin của tỉnh.")
    deciding.submit(made, author)
    token = queries.one(made).form_token
    with pytest.raises(Denied):
        deciding.approve(made, author, token)
    with pytest.raises(Conflict):
        deciding.approve(made, chief, uuid.uuid4())
    assert deciding.approve(made, chief, token) is State.APPROVED
    with pytest.raises(Conflict):
        deciding.approve(made, chief, token)
    one = queries.one(made)
    undo = dt.timedelta(seconds=settings.get().broadcast_undo_seconds)
    assert one.planned_at is not None
    assert one.planned_at > clock.now() + undo - dt.timedelta(seconds=20)
    deciding.cancel(made, author, "nhầm ngày")
    with pytest.raises(Conflict):
        deciding.cancel(made, author, "nhầm ngày")


def test_a_large_one_needs_two_and_a_changed_one_begins_anew(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings.get(), "__dict__", {**settings.get().__dict__, "broadcast_two_from": 1})
    follower("chinh-sach")
    author, first, second = person(), person(Role.PUBLISHER), person(Role.PUBLISHER)
    one = waiting(author)
    assert deciding.approve(one.id, first, one.form_token) is State.WAITING
    with pytest.raises(Denied):
        deciding.approve(one.id, first, queries.one(one.id).form_token)
    drafting.change(one.id, draft(body="Tiêm chiều thứ Bảy."), author)
    with pytest.raises(Conflict):
        deciding.submit(one.id, author)
    forecasting.run(one.id)
    deciding.submit(one.id, author)
    for chief in (first, second):
        state = deciding.approve(one.id, chief, queries.one(one.id).form_token)
    assert state is State.APPROVED


def test_an_item_goes_up_by_the_same_approval(ctx: Flask) -> None:
    follower("chinh-sach")
    author, chief = person(), person(Role.PUBLISHER)
    item = make_item(ItemState.REVIEW, author=author)
    one = waiting(author, item_id=item, revision=1)
    with pytest.raises(Conflict):  # the same revision to the same audience
        drafting.create(draft(item_id=item, revision=1), None, author)
    soon = clock.now() + dt.timedelta(hours=2)
    deciding.approve(one.id, chief, one.form_token, planned_at=soon)
    assert queries.one(one.id).planned_at == soon
    assert shown(item) is None  # both go at that time
    deciding.move(one.id, chief, clock.today() + dt.timedelta(days=3))
    with pytest.raises(Refused):
        deciding.move(one.id, chief, clock.today() - dt.timedelta(days=1))


def sent_to(one: Broadcast, states: dict[uuid.UUID, Progress]) -> None:
    for who, state in states.items():
        keep(Recipient(broadcast_id=one.id, citizen_id=who, user_id="1", state=state, tries=0))
    one.people, kept = len(states), Counter(states.values())
    one.sent, one.unknown = kept[Progress.SENT], kept[Progress.UNKNOWN]
    one.state, one.prepared_at = State.SENDING, clock.now()
    db.session.commit()


def test_a_correction_goes_to_exactly_those_who_may_have_got_it(ctx: Flask) -> None:
    author, chief = person(), person(Role.PUBLISHER)
    got, unclear, left = follower("chinh-sach"), follower("chinh-sach"), follower("chinh-sach")
    one = waiting(author)
    with pytest.raises(Conflict):
        deciding.correct(one.id, draft(), author)
    sent_to(one, {got: Progress.SENT, unclear: Progress.UNKNOWN, left: Progress.WAITING})
    deciding.pause(one.id, author)
    deciding.pause(one.id, author)
    deciding.resume(one.id, chief)
    right = queries.one(deciding.correct(one.id, draft(body="Đúng ra là chiều."), author))
    told = forecasting.run(right.id)
    assert (told["sent"], told["over_cap"]) == (2, 0)
    assert wording.text(right).startswith("ĐÍNH CHÍNH: ")
    figures = queries.figures(queries.one(one.id))
    assert (figures.of(Progress.CANCELLED), figures.whole, figures.done) == (1, 3, 3)
    assert queries.one(one.id).state is State.CANCELLED
    assert queries.correction_of(one.id) == right


def test_the_weekly_cap_holds_but_for_urgent_ones(ctx: Flask) -> None:
    author, often = person(), follower("chinh-sach")
    for number in range(settings.get().broadcast_weekly_cap):
        one = queries.one(drafting.create(draft(title=f"Tin {number}"), None, author))
        keep(
            Recipient(
                broadcast_id=one.id,
                citizen_id=often,
                user_id="1",
                state=Progress.SENT,
                tries=1,
                sent_at=clock.now(),
            )
        )
    made = drafting.create(draft(), None, author)
    assert (forecasting.run(made)["sent"], forecasting.run(made)["over_cap"]) == (0, 1)
    urgent = drafting.create(draft(is_urgent=True), None, author)
    assert forecasting.run(urgent)["sent"] == 1


def test_a_large_one_is_called_off_piece_by_piece(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(7):
        follower("chinh-sach")
    made = planned()
    sending(made)
    monkeypatch.setattr(calling_off, "AT_ONCE", 2)
    monkeypatch.setattr(calling_off, "A_TURN", 2)
    deciding.cancel(made, person(Role.PUBLISHER), "nhầm ngày")
    told = []
    for _ in range(3):
        told.append(read(made).cancelled)
        clockwork.run()
    assert told == [2, 6, 7]
    assert set(db.session.scalars(select(Recipient.state))) == {Progress.CANCELLED}
