"""A person's data by phone: all of it is handed out, all of it goes, nobody else's; each in time (T22)."""

import io
import json
import uuid
import zipfile
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from portal.citizens import operations as citizens
from portal.citizens.models import Proof, ZaloIdentity
from portal.core import clock, queue, settings
from portal.core.db import Base, db
from portal.core.errors import Conflict, Refused
from portal.core.watch import Level
from portal.counter.models import CounterVisit
from portal.feedback.models import Feedback
from portal.feedback.models import Kind as About
from portal.operating.models import CameBy, Wish
from portal.operating.people import finding, forgetting, register
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import keep, make_dossier, make_staff
from tests.unit.notifications.owing import owe, person

NUMBER, OTHER = "+84912345678", "+84987654321"
NAME = "Trần Thị Kim Ngân"
SECTIONS = {"citizen", "phone", "zalo_identity", "consent", "counter_visit", "feedback", "messages"}
HERE = "/desk/yeu-cau-du-lieu/"


def _planted(number: str, proof: Proof = Proof.VERIFIED) -> uuid.UUID:
    """Somebody with a number, a name, a message, feedback and a visit at the counter."""
    id_ = person()
    db.session.query(ZaloIdentity).filter_by(citizen_id=id_).update({"display_name": NAME})
    citizens.learn_phone(id_, number, proof, "test")
    owe(id_, params={"code": "H80.1-250101-9999", "secret": NAME})
    print_ = finding.fingerprint_of(number)
    officer = db.session.scalar(text("SELECT id FROM staff_user LIMIT 1"))
    keep(CounterVisit(officer_id=officer, number=number, fingerprint=print_, at=clock.now()))
    keep(
        Feedback(
            code=uuid.uuid4().hex[:10],
            kind=next(iter(About)),
            text="Đèn hỏng",
            text_digest="d",
            name=NAME,
            phone=number,
            phone_fingerprint=print_,
            consent_version="1",
            received_at=clock.now(),
            citizen_id=id_,
        )
    )
    return id_


def _everywhere(word: str) -> list[str]:
    """Tables that hold a word, sealed columns opened."""
    held = []
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(table.select()).mappings().all()
        if any(word in _opened(value) for row in rows for value in row.values()):
            held.append(table.name)
    return held


def _opened(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@pytest.fixture
def two(ctx: Flask) -> tuple[uuid.UUID, uuid.UUID]:
    make_staff(Role.ADMIN, username="quantri")
    return _planted(NUMBER), _planted(OTHER)


def test_all_of_it_is_handed_out_and_nothing_of_others(two: tuple[uuid.UUID, uuid.UUID]) -> None:
    mine, other = two
    asked = register.take(Wish.EXPORT, NUMBER, CameBy.COUNTER, None)
    assert register.take(Wish.EXPORT, NUMBER, CameBy.COUNTER, None) == asked, "the same request"
    with zipfile.ZipFile(io.BytesIO(register.hand_out(asked, None))) as pack:
        told = json.loads(pack.read("data.json"))
    assert {
        "citizen",
        "phone",
        "zalo_identity",
        "consent",
        "counter_visit",
        "feedback",
        "messages",
    } <= told.keys()
    said = json.dumps(told, ensure_ascii=False)
    assert NUMBER in said
    assert NAME in said
    assert OTHER not in said
    assert str(other) not in said
    assert register.by_id(asked).number is None, "forgotten when it is settled"
    with pytest.raises(Conflict):
        register.hand_out(asked, None)


def test_all_of_it_goes_across_tables_and_queue(two: tuple[uuid.UUID, uuid.UUID]) -> None:
    mine, other = two
    assert "phone" in _everywhere(NUMBER), "or the search below proves nothing"
    asked = register.take(Wish.ERASE, NUMBER, CameBy.COUNTER, None)
    assert register.erase(asked, None, with_claimed=False) == 1
    db.session.expire_all()
    assert _everywhere(NUMBER) == []
    held = finding.everything(finding.fingerprint_of(NUMBER), [mine])
    assert NAME not in json.dumps(held, ensure_ascii=False)
    assert NUMBER not in _queue()
    assert "feedback" in _everywhere(OTHER), "nobody else's"
    with pytest.raises(Conflict):
        register.erase(asked, None, with_claimed=False)


def _queue() -> str:
    return " ".join(str(key) + str(queue.connection().dump(key)) for key in queue.connection().scan_iter("*"))


def test_who_only_claimed_the_number_stays_unless_it_is_said(ctx: Flask) -> None:
    make_staff(Role.ADMIN, username="quantri")
    claimed, print_ = _planted(NUMBER, Proof.CLAIMED), finding.fingerprint_of(NUMBER)
    dossier = make_dossier()
    assert forgetting.erase(print_, with_claimed=False, evidence="x") == []
    assert not citizens.is_erased(claimed)
    assert finding.people(print_) == []
    citizens.learn_phone(claimed, NUMBER, Proof.CLAIMED, "test")
    assert forgetting.erase(print_, with_claimed=True, evidence="x") == [claimed]
    assert citizens.is_erased(claimed)
    assert dossier.code, "a dossier stays the one-stop system's"


def test_requests_have_a_due_day_and_a_line(ctx: Flask) -> None:
    assert register.due_day(date(2026, 11, 20)) == date(2026, 11, 25), "over a week-end and a day off"
    assert register.line().level is Level.GOOD
    asked = register.take(Wish.ERASE, NUMBER, CameBy.LETTER, None)
    assert register.line().value == 1
    db.session.execute(text("UPDATE data_request SET due_on = current_date - 3"))
    db.session.commit()
    assert register.line().level is Level.ACT
    with pytest.raises(Refused):
        register.refuse(asked, " ", None)
    register.refuse(asked, "không phải số của người yêu cầu", None)
    assert register.line().level is Level.GOOD


def test_the_desk_of_requests(two: tuple[uuid.UUID, uuid.UUID], ctx: Flask) -> None:
    admin = Browser(ctx, ctx.response_class, use_cookies=True)
    sign_in(admin, "quantri")
    token = form_token(admin, HERE)
    bad = admin.post(HERE, data={"csrf_token": token, "wish": "erase", "phone": "12", "came_by": "letter"})
    assert bad.status_code == 422
    assert "kiểm tra người yêu cầu" in bad.text
    sent = {"wish": "export", "phone": "0912 345 678", "came_by": "counter", "is_checked": "y"}
    page = admin.post(HERE, data={"csrf_token": token, **sent}).headers["Location"]
    assert "091***678" in admin.get(page).text
    file = admin.post(f"{page}tep.zip", data={"csrf_token": token})
    assert file.mimetype == "application/zip"
    page = admin.post(HERE, data={"csrf_token": token, **sent, "wish": "erase"}).headers["Location"]
    assert admin.post(f"{page}xoa", data={"csrf_token": token}).status_code == 422
    assert admin.post(f"{page}tu-choi", data={"csrf_token": token, "why": ""}).status_code == 422
    assert admin.post(f"{page}xoa", data={"csrf_token": token, "is_sure": "y"}).status_code == 303
    assert citizens.is_erased(two[0])
    assert "Đã xong" in admin.get(HERE).text
    assert settings.get().is_test_home
