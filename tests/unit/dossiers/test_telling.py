"""Who is in a dossier and who is told of it: phones, ticks, followers, messages, links."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens import operations as citizens
from portal.citizens.models import Consent
from portal.core.crypto import fingerprint
from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.models import DossierContact
from portal.notifications.models import Intent, State
from tests.factories import make_dossier, make_person, told
from tests.unit.dossiers.pushing import count, dossier, kinds, push


def test_several_phones_stand_for_their_people(ctx: Flask) -> None:
    record = told(SoDienThoai="0912.345.678; 84987654321, không có", SoDienThoaiNguoiDuocUyQuyen="0900000001")
    push(record)
    found = db.session.execute(select(DossierContact.standing, DossierContact.number))
    assert sorted(map(tuple, found)) == [
        ("authorised", "+84900000001"),
        ("owner", "+84912345678"),
        ("owner", "+84987654321"),
    ]


def test_a_corrected_phone_replaces_the_wrong_one(ctx: Flask) -> None:
    record = told()
    push(record, {**record, "SoDienThoai": "0987654321"})
    assert list(db.session.scalars(select(DossierContact.number))) == ["+84987654321"]


def test_the_tick_is_consent_the_empty_box_takes_it_back_and_silence_does_nothing(ctx: Flask) -> None:
    record = told(DangKyNhanZalo=True, SoDienThoai="0912345678;0987654321")
    push(record, webhook="evidence-1")
    given = db.session.scalars(select(Consent)).all()
    assert {(c.channel, c.client, c.evidence, c.withdrawn_at) for c in given} == {
        ("desk", "demo", "evidence-1", None)
    }
    assert {c.fingerprint for c in given} == {fingerprint("+84912345678"), fingerprint("+84987654321")}
    push({**record, "DangKyNhanZalo": None, "TrangThaiHoSo": 4})
    assert count(Consent) == 2
    push({**record, "DangKyNhanZalo": False, "TrangThaiHoSo": 4})
    db.session.expire_all()
    assert all(c.withdrawn_at for c in db.session.scalars(select(Consent)))


def test_a_tick_repeated_by_the_system_does_not_undo_what_the_person_withdrew(ctx: Flask) -> None:
    record = told(DangKyNhanZalo=True)
    push(record)
    citizens.withdraw("chat", "e", fingerprint=fingerprint("+84912345678"))
    push({**record, "TrangThaiHoSo": 4})
    assert [c.withdrawn_how for c in db.session.scalars(select(Consent))] == ["chat"]


def test_what_waits_is_not_told_any_more_once_the_dossier_silently_went_on(ctx: Flask) -> None:
    """A stop taken back within the window of quick changes, papers handed in before the quiet hours end."""
    make_person("0912345678", agreed=True)
    record = told()
    for status, hour in ((2, "08"), (4, "09"), (8, "10"), (4, "11")):
        push({**record, "TrangThaiHoSo": status, "ThoiDiem": f"20260629{hour}0000"})
    states = {one.kind: one.state for one in db.session.scalars(select(Intent))}
    assert set(states) == {"dossier_accepted", "dossier_processing", "dossier_stopped"}
    assert states["dossier_stopped"] is State.SUPERSEDED
    push({**record, "TrangThaiHoSo": 8, "ThoiDiem": "20260629120000"})
    db.session.expire_all()
    last = select(Intent.state).where(Intent.subject_version == 5)
    assert db.session.scalars(last).one() is State.QUEUED


def test_those_with_the_phone_who_agreed_are_told_once(ctx: Flask) -> None:
    wanted = make_person("0912345678", agreed=True)
    make_person("0912345678")
    make_person("0999999999", agreed=True)
    record = told()
    push(record)
    push(record)
    intent = db.session.scalars(select(Intent)).one()
    assert (intent.citizen_id, intent.kind, intent.subject_version) == (wanted, "dossier_accepted", 1)
    assert intent.params["code"] == record["MaHoSo"]
    assert intent.params["due"] == "06/07/2026"
    assert "An" not in intent.params["unit"].replace("Long An", "")


def test_the_tick_reaches_whoever_has_the_phone(ctx: Flask) -> None:
    person = make_person("0912345678")
    push(told(DangKyNhanZalo=True))
    assert db.session.scalars(select(Intent.citizen_id)).all() == [person]


def test_followers_are_told_and_those_who_stopped_are_not(ctx: Flask) -> None:
    made = make_dossier()
    stays, leaves = make_person(), make_person()
    for person in (stays, leaves):
        operations.follow(made.id, person, "link", f"e-{person}")
    operations.unfollow(made.id, leaves, "e2")
    push({"MaHoSo": made.code, "TrangThaiHoSo": 9, "ThoiDiem": "20260705080000"})
    assert db.session.scalars(select(Intent.citizen_id)).all() == [stays]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (1, None),
        (2, "dossier_accepted"),
        (3, "dossier_rejected"),
        (4, "dossier_processing"),
        (5, "dossier_supplement"),
        (6, "dossier_payment"),
        (7, "dossier_withdrawn"),
        (8, "dossier_stopped"),
        (9, "dossier_resolved"),
        (10, "dossier_returned"),
    ],
)
def test_each_status_has_its_message(ctx: Flask, status: int, kind: str | None) -> None:
    make_person("0912345678", agreed=True)
    push(told(TrangThaiHoSo=status))
    assert kinds() == ([kind] if kind else [])


def test_processing_is_told_the_first_time_only(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told()
    push(record)
    for hour in ("08", "09", "10"):
        push({**record, "TrangThaiHoSo": 4, "ThoiDiem": f"20260702{hour}0000"})
    push({**record, "TrangThaiHoSo": 5, "ThoiDiem": "20260703080000"})
    assert kinds() == ["dossier_accepted", "dossier_processing", "dossier_supplement"]


def test_a_sensitive_field_is_never_named(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    push(told(TenLinhVuc="Hộ tịch", TenTTHC="Đăng ký khai tử"))
    intent = db.session.scalars(select(Intent)).one()
    assert intent.kind == "dossier_neutral"
    assert "khai tử" not in str(intent.params)


def test_each_person_gets_a_link_of_their_own_that_opens_the_dossier(ctx: Flask) -> None:
    for _ in range(2):
        make_person("0912345678", agreed=True)
    record = told()
    push(record)
    links = {i.params["buttons"][0]["payload"] for i in db.session.scalars(select(Intent))}
    assert len(links) == 2
    for link in links:
        assert operations.open_link(link.rpartition("/h/")[2]) == dossier(record["MaHoSo"]).id
