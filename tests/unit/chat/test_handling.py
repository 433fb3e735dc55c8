"""What each event changes and how it is answered."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.chat import jobs, operations
from portal.chat.models import InboxEvent
from portal.citizens import operations as citizens
from portal.citizens import queries
from portal.citizens.models import Phone, Proof, Purpose
from portal.core.db import db
from portal.notifications.models import Intent
from tests.unit.chat.conftest import Answer, Tell, citizen
from tests.zalo_events import OA, USER, event, followed, mac_of, raw_of, said, shared


def _is_following() -> bool:
    address = queries.address(citizen(), OA)
    assert address is not None
    return address.is_following


def test_who_follows_is_welcomed_with_the_three_doors(tell: Tell) -> None:
    answer = tell(followed())
    assert answer is not None
    assert answer.kind == "chat_welcome"
    paths = [link.removeprefix("http://127.0.0.1:8000") for link in answer.links]
    assert paths == ["/thong-tin/", "/dich-vu-cong/", "/ho-tro/"]
    assert _is_following()


def test_who_leaves_is_not_answered(tell: Tell) -> None:
    tell(followed(seconds=-10))
    assert tell(followed(name="unfollow")) is None
    assert not _is_following()


def test_a_follow_that_arrives_after_a_later_unfollow_changes_nothing(tell: Tell) -> None:
    tell(followed(name="unfollow"))
    assert tell(followed(seconds=-60)) is None
    assert not _is_following()


def test_writing_opens_the_window_but_does_not_follow(tell: Tell) -> None:
    tell(said("Xin chào"))
    address = queries.address(citizen(), OA)
    assert address is not None
    assert address.last_interaction_at is not None
    assert not address.is_following


@pytest.mark.parametrize("phone", ["84901234567", 84901234567, "0901 234 567"])
def test_a_shared_phone_is_claimed_and_thanked_for(tell: Tell, phone: Any) -> None:
    answer = tell(shared(phone))
    assert answer is not None
    assert "Cảm ơn" in answer.text
    learned = db.session.scalars(select(Phone)).one()
    assert (learned.number, learned.proof, learned.told_by) == (
        "+84901234567",
        Proof.CLAIMED,
        "zalo_submit_info",
    )


@pytest.mark.parametrize("phone", [None, "", "1022", "+12025550123", {}, 5])
def test_a_phone_that_is_none_is_told_kindly(tell: Tell, phone: Any) -> None:
    answer = tell(shared(phone))
    assert answer is not None
    assert "chưa phải số của Việt Nam" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Phone)) == 0


def test_opening_the_chat_is_answered_with_a_guide(tell: Tell) -> None:
    body = event("user_click_chatnow", user_id=USER)
    body["user_id"] = USER
    answer = tell(body)
    assert answer is not None
    assert "mã hồ sơ" in answer.text.lower()


def test_a_withdrawal_forgets_the_person_at_once_and_is_not_answered(tell: Tell) -> None:
    tell(followed())
    tell(shared("84912345678"))
    who = citizen()
    for purpose in Purpose:
        citizens.agree(purpose, citizen_id=who, text_version="1", channel="oa", evidence="e")
    body = event("user_withdraw") | {"user_id": USER}
    raw = raw_of(body)
    before = db.session.scalar(select(func.count()).select_from(Intent))
    operations.receive(raw, mac_of(raw, str(body["timestamp"])))
    jobs.drain()
    assert citizens.is_erased(who)
    assert queries.by_zalo(OA, USER) is None
    assert not any(queries.may_tell(who, purpose, None) for purpose in Purpose)
    assert db.session.scalar(select(func.count()).select_from(Phone)) == 0
    assert db.session.scalar(select(func.count()).select_from(Intent)) == before, "nobody is written to"
    assert not list(db.session.scalars(select(InboxEvent.id).where(InboxEvent.done_at.is_(None))))


def test_a_withdrawal_of_a_stranger_makes_nobody(tell: Tell) -> None:
    assert tell(event("user_withdraw") | {"user_id": USER}) is None
    assert queries.by_zalo(OA, USER) is None


WORD_OF = {
    "gif": "mã in trên giấy",
    "sticker": "mã in trên giấy",
    "location": "không lưu vị trí",
    "link": "không mở liên kết",
    "business_card": "không mở liên kết",
    "file": "không mở tệp",
    "audio": "chưa nghe được",
    "video": "chưa nghe được",
}


@pytest.mark.parametrize(("name", "word"), WORD_OF.items())
def test_what_is_no_text_gets_a_short_answer_of_its_own(tell: Tell, name: str, word: str) -> None:
    answer = tell(event(f"user_send_{name}", message={"msg_id": name, "attachments": [{"type": name}]}))
    assert answer is not None
    assert word in answer.text


def test_the_caption_of_a_picture_is_read(tell: Tell, push: Callable[..., None]) -> None:
    push("H44.12-260902-0975")
    answer = tell(event("user_send_image", message={"msg_id": "i", "text": "H44.12-260902-0975"}))
    assert answer is not None
    assert "H44.12-260902-0975" in answer.text


@pytest.mark.parametrize(
    "name", ["oa_send_text", "user_received_message", "user_seen_message", "user_feedback"]
)
def test_echoes_and_receipts_are_kept_and_never_answered(tell: Tell, name: str) -> None:
    body = event(name, message={"msg_id": "x", "text": "dừng"})
    body |= {"sender": {"id": OA}, "recipient": {"id": USER}}
    assert tell(body) is None
    assert queries.by_zalo(OA, USER) is None


def test_three_long_answers_have_at_most_five_buttons(
    write: Callable[..., Answer], push: Callable[..., None]
) -> None:
    codes = [f"H44.12-260902-{n:04d}" for n in range(1, 4)]
    for code in codes:
        push(code, TenTTHC="Rất dài " * 100)
    answer = write(" ".join(codes))
    assert all(code in answer.text for code in codes)
    assert len(answer.buttons) <= 5
