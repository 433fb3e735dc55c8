"""Asking for a person: told when, kept once, the machine silent but for codes and "dừng", and taken back."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from portal.chat import handovers, typed_answers
from portal.chat.models import Handover, Talk
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.notifications.models import Intent, Lane
from portal.staff import queries as staff
from portal.staff.models import Role
from tests.factories import make_staff
from tests.unit.chat.conftest import CODE, Answer, Tell, citizen
from tests.zalo_events import OA, USER, event, numbers, said

Write = Callable[..., Answer]


def _one() -> Handover:
    db.session.expire_all()
    return db.session.scalars(select(Handover)).one()


def _officer() -> uuid.UUID:
    found = staff.by_username(make_staff(Role.OFFICER))
    assert found is not None
    return found.id


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Set the hour at which offices are looked at."""

    def set_hour(moment: dt.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_hour


def test_in_office_hours_a_person_is_promised_here(write: Write, at: Callable[[dt.datetime], None]) -> None:
    at(dt.datetime(2026, 11, 25, 9, 0, tzinfo=clock.VIETNAM))
    answer = write("cho tôi gặp cán bộ")
    assert "07:30–11:30" in answer.text
    assert answer.payloads == ["#thoigap"]
    assert _one().state is Talk.WAITING


def test_outside_them_it_is_said_when_the_office_opens(
    write: Write, at: Callable[[dt.datetime], None]
) -> None:
    at(dt.datetime(2026, 11, 28, 20, 0, tzinfo=clock.VIETNAM))  # a Saturday evening
    answer = write("gặp cán bộ")
    assert "07:30 30/11/2026" in answer.text
    assert "1022" in answer.text


def test_the_machine_keeps_silent_but_for_codes_buttons_and_stop(
    tell: Tell, write: Write, push: Callable[..., None]
) -> None:
    push()
    write("#gapcanbo")
    for text in ("tôi hỏi về đất đai", "xin chào", "cảm ơn", "0912345678", "gặp cán bộ"):
        assert tell(said(text)) is None, text
    assert tell(event("user_send_sticker", message={"msg_id": "s1"})) is None
    assert CODE in write(CODE).text
    assert "Ông/bà có thể nhắn" in write("#trogiup").text
    assert "Đã dừng" in write("dừng").text
    assert _one().said == 7
    assert _one().state is Talk.WAITING, "stopping notices ends no conversation"


def test_asking_twice_is_one_wish(write: Write) -> None:
    write("gặp cán bộ")
    assert "đã được ghi" in write("#gapcanbo").text
    assert _one().state is Talk.WAITING


def test_a_replay_of_an_old_wish_opens_nothing(write: Write) -> None:
    write("gặp cán bộ")
    asked_at = _one().asked_at
    handovers.give_up(citizen())
    handovers.ask(citizen(), asked_at)
    assert _one().state is Talk.CLOSED


def test_the_citizen_may_have_the_machine_back(write: Write) -> None:
    write("gặp cán bộ")
    assert "trả lời tự động" in write("#thoigap").text
    assert (_one().state, _one().closed_why) == (Talk.CLOSED, "citizen")
    assert "xin chào" in write("chào").text
    write("gặp cán bộ")
    assert len(db.session.scalars(select(Handover)).all()) == 2


def test_one_officer_takes_it_and_another_cannot(write: Write) -> None:
    write("gặp cán bộ")
    first, second, wish = _officer(), _officer(), _one().id
    handovers.take(wish, first)
    handovers.take(wish, first)
    assert (_one().state, _one().taken_by) == (Talk.TAKEN, first)
    with pytest.raises(Conflict):
        handovers.take(wish, second)
    with pytest.raises(Missing):
        handovers.take(uuid.uuid4(), first)


def test_closing_tells_the_citizen_once_and_gives_the_machine_back(write: Write) -> None:
    write("gặp cán bộ")
    officer, wish = _officer(), _one().id
    handovers.take(wish, officer)
    handovers.close(wish, officer)
    handovers.close(wish, officer)
    owed = db.session.scalars(select(Intent).filter_by(kind="chat_person_closed")).one()
    assert (owed.lane, owed.consent_needed, owed.citizen_id) == (Lane.REPLY, None, citizen())
    assert "xin chào" in write("chào").text
    with pytest.raises(Conflict):
        handovers.take(wish, officer)


def test_long_silence_gives_the_machine_back_without_a_message(write: Write) -> None:
    write("gặp cán bộ")
    assert handovers.take_back() == 0
    row = _one()
    row.last_said_at = clock.now() - dt.timedelta(hours=13)
    db.session.commit()
    before = len(db.session.scalars(select(Intent.id)).all())
    assert handovers.take_back() == 1
    assert (_one().state, _one().closed_why) == (Talk.CLOSED, "silence")
    assert len(db.session.scalars(select(Intent.id)).all()) == before
    assert "xin chào" in write("chào").text


def _echo(admin: str | None) -> dict[str, Any]:
    """The account sent a text: by a person in Zalo's tool, or by our own client."""
    body = event("oa_send_text", message={"msg_id": f"e{next(numbers)}", "text": "Chào ông/bà"})
    sender = {"id": OA} | ({"admin_id": admin} if admin else {})
    return body | {"sender": sender, "recipient": {"id": USER}}


def test_an_answer_typed_in_zalos_own_tool_is_noted_and_ours_is_not(tell: Tell, write: Write) -> None:
    write("gặp cán bộ")
    tell(_echo(None))
    assert typed_answers.notice() == 0
    assert _one().answered_at is None
    tell(_echo("4417392650182736450"))
    assert typed_answers.notice() == 1
    assert _one().answered_at is not None
    assert typed_answers.notice() == 1, "a repeat changes nothing"


def test_who_is_being_answered_is_not_given_back_to_the_machine(tell: Tell, write: Write) -> None:
    write("gặp cán bộ")
    row = _one()
    row.asked_at = row.last_said_at = clock.now() - dt.timedelta(hours=13)
    db.session.commit()
    tell(_echo("4417392650182736450"))
    assert typed_answers.look_after() == 0
    assert _one().state is Talk.WAITING
