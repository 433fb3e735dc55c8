"""The apology by rule: once, at the right hour, never while it rests, held by an officer, undone by news."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.core import settings
from portal.core.clock import VIETNAM
from portal.core.db import Model, db
from portal.core.errors import Conflict, Refused
from portal.dossiers import operations as dossiers
from portal.dossiers.deadlines import operations, queries
from portal.dossiers.deadlines.models import Apology, ApologyHold, DueDigest
from portal.dossiers.models import Dossier
from portal.dossiers.papers.models import Paper
from portal.notifications import messages
from portal.notifications.models import Intent, MessageTemplate, State
from portal.staff.models import AuditRow, Role, StaffUser
from tests.factories import make_dossier, make_office, make_person, make_staff

PHONE = "0912345678"


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def day(text: str) -> dt.date:
    return at(f"{text} 00:00").date()


def run(moment: str) -> int:
    """What the relay does at a moment."""
    with time_machine.travel(at(moment), tick=False):
        return operations.apologise(budget=60)


def count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only() -> Apology:
    return db.session.scalars(select(Apology)).one()


def move(dossier: Dossier, status: str, moment: str, **over: Any) -> None:
    stamp = f"{at(moment):%Y%m%d%H%M%S}"
    record = {"MaHoSo": dossier.code, "TrangThaiHoSo": status, "ThoiDiem": stamp, **over}
    with time_machine.travel(at(moment), tick=False):
        [result] = dossiers.record_changes("demo", uuid.uuid4().hex, [record])
    assert result.outcome == "applied"


@pytest.fixture
def late(ctx: Flask) -> Dossier:
    """Due on Monday 6 July 2026 at 17:00; one person has agreed to be told."""
    make_person(PHONE, agreed=True)
    with time_machine.travel(at("01/07/2026 09:00"), tick=False):
        made = make_dossier()
    db.session.refresh(made)
    db.session.expunge(made)  # runs of the duty let the session go
    return made


def officer() -> uuid.UUID:
    name = make_staff(Role.OFFICER)
    return db.session.scalars(select(StaffUser.id).filter_by(username=name)).one()


@pytest.mark.parametrize(
    "moment", ["06/07/2026 18:00", "07/07/2026 07:59", "07/07/2026 17:00", "11/07/2026 09:00"]
)
def test_nothing_before_the_day_has_passed_nor_outside_the_hours(late: Dossier, moment: str) -> None:
    assert run(moment) == 0


def test_once_at_the_hour_of_the_next_working_day(late: Dossier) -> None:
    assert run("07/07/2026 08:00") == 1
    made = only()
    assert (made.due_on, made.told_due_on, made.new_due_on) == (day("06/07/2026"),) * 2 + (day("14/07/2026"),)
    assert (made.people, count(Paper)) == (1, 1)
    for again in ("07/07/2026 08:00", "07/07/2026 09:00", "08/07/2026 08:00", "20/07/2026 08:00"):
        assert run(again) == 0
    assert (count(Apology), count(Paper)) == (1, 1)


def test_the_message_tells_the_new_day_and_opens_the_paper(late: Dossier) -> None:
    run("07/07/2026 08:00")
    intent = db.session.scalars(select(Intent).filter_by(kind="dossier_apology")).one()
    body = db.session.get_one(MessageTemplate, intent.template_id).body
    said = messages.render(body, intent.params)
    assert "UBND phường Long An xin lỗi" in said
    assert "đúng hẹn ngày 06/07/2026" in said
    assert "Ngày hẹn trả kết quả mới: 14/07/2026" in said
    [button] = messages.buttons_of(intent.params)
    assert button.title == "Xem văn bản"
    assert button.payload.endswith("#giay-to")
    earlier = db.session.scalars(select(Intent).filter_by(kind="dossier_accepted")).one()
    assert earlier.state is State.SUPERSEDED  # it had not gone yet: the newest word goes alone


def test_a_sensitive_dossier_gets_neutral_words(ctx: Flask) -> None:
    make_person(PHONE, agreed=True)
    make_dossier(TenLinhVuc="Hộ tịch", TenTTHC="Đăng ký nhận cha, mẹ, con")
    run("07/07/2026 08:00")
    intent = db.session.scalars(select(Intent).order_by(Intent.subject_version.desc())).first()
    assert intent is not None
    assert intent.kind == "dossier_neutral"
    assert "cha, mẹ" not in str(intent.params)


def test_nobody_to_tell_still_gives_a_paper_and_a_new_day(ctx: Flask) -> None:
    make_dossier()
    assert run("07/07/2026 08:00") == 1
    assert (only().people, count(Paper), count(Intent)) == (0, 1, 0)


@pytest.mark.parametrize(
    ("due", "waits", "made", "new"),
    [
        ("13/02/2026", "14/02/2026 09:00", "23/02/2026 08:30", "02/03/2026"),  # Tết
        ("21/08/2026", "21/08/2026 18:00", "22/08/2026 08:00", "28/08/2026"),  # a Saturday that works
        ("28/08/2026", "31/08/2026 09:00", "03/09/2026 08:00", "10/09/2026"),  # a swapped Monday, 2 September
        ("23/11/2026", "24/11/2026 09:00", "25/11/2026 08:00", "02/12/2026"),  # the day of culture
    ],
)
def test_over_rest_days_and_swapped_days(ctx: Flask, due: str, waits: str, made: str, new: str) -> None:
    make_dossier(NgayTiepNhan="20260105080000", NgayHenTra=f"{day(due):%Y%m%d}170000")
    assert run(waits) == 0
    assert run(made) == 1
    assert only().new_due_on == day(new)


@pytest.mark.parametrize("status", ["3", "5", "6", "7", "8", "9", "10", "77"])
def test_never_while_it_rests_is_over_or_stands_somewhere_unknown(late: Dossier, status: str) -> None:
    move(late, status, "03/07/2026 09:00")
    assert run("07/07/2026 08:00") == 0


def test_never_without_a_day(ctx: Flask) -> None:
    make_dossier(NgayHenTra=None)
    assert run("07/07/2026 08:00") == 0


def test_waiting_for_the_citizen_does_not_count(late: Dossier) -> None:
    move(late, "5", "02/07/2026 07:30")
    move(late, "4", "07/07/2026 07:30")  # three working days later
    assert run("07/07/2026 08:00") == 0
    assert run("09/07/2026 08:00") == 0
    assert run("10/07/2026 08:00") == 1
    assert (only().due_on, only().told_due_on) == (day("09/07/2026"), day("06/07/2026"))


def test_a_new_day_from_the_one_stop_system_goes_first(late: Dossier) -> None:
    move(late, "4", "06/07/2026 16:00", NgayHenTra="20260710170000")
    assert run("07/07/2026 08:00") == 0
    run("13/07/2026 08:00")
    assert only().due_on == day("10/07/2026")
    move(late, "4", "14/07/2026 09:00", NgayHenTra="20260716170000")
    db.session.expire_all()
    [stand] = queries.stands([db.session.get_one(Dossier, late.id)], queries.calendar()).values()
    assert stand.counts_on == day("16/07/2026")


def test_a_new_day_in_a_request_for_more_counts_too(late: Dossier) -> None:
    asked = [{"NgayBoSung": "20260703080000", "NgayHenTraMoi": "20260713170000"}]
    move(late, "5", "03/07/2026 08:00", DanhSachHoSoBoSung=asked)
    move(late, "4", "03/07/2026 09:00")
    assert run("10/07/2026 08:00") == 0
    assert run("14/07/2026 08:00") == 1


def test_no_more_than_the_allowed_extensions(late: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    run("07/07/2026 08:00")
    assert run("15/07/2026 08:00") == 0
    two = settings.get().model_copy(update={"max_extensions": 2})
    monkeypatch.setattr(settings, "get", lambda: two)
    assert run("14/07/2026 09:00") == 0  # the new day is today
    assert run("15/07/2026 08:00") == 1
    assert run("30/07/2026 08:00") == 0
    told = db.session.scalars(
        select(Intent).filter_by(kind="dossier_apology").order_by(Intent.subject_version)
    )
    assert [intent.params["due"] for intent in told] == ["14/07/2026", "22/07/2026"]


def test_none_at_all_and_none_for_days_long_past(late: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("20/10/2026 08:00") == 0
    none = settings.get().model_copy(update={"max_extensions": 0})
    monkeypatch.setattr(settings, "get", lambda: none)
    assert run("07/07/2026 08:00") == 0


def test_an_officer_may_hold_it_with_a_reason_and_release_it(late: Dossier) -> None:
    by = officer()
    operations.hold(late, day("06/07/2026"), "Kết quả đang được ký, trả trong sáng nay", by)
    assert run("07/07/2026 08:00") == 0
    with pytest.raises(Conflict):
        operations.hold(late, day("06/07/2026"), "Giữ lại một lần nữa", by)
    operations.release(late, day("06/07/2026"), by)
    operations.release(late, day("06/07/2026"), by)
    assert run("07/07/2026 09:00") == 1
    acts = db.session.scalars(
        select(AuditRow.act).where(AuditRow.act.like("apology.%")).order_by(AuditRow.id)
    )
    assert list(acts) == ["apology.hold", "apology.release"]
    with pytest.raises(Conflict):
        operations.hold(late, day("06/07/2026"), "Văn bản đã gửi mất rồi", by)


@pytest.mark.parametrize("reason", ["", "   ngắn  ", "x" * 501])
def test_a_hold_needs_a_reason(late: Dossier, reason: str) -> None:
    with pytest.raises(Refused):
        operations.hold(late, day("06/07/2026"), reason, officer())
    assert count(ApologyHold) == 0


def test_what_does_not_fit_into_a_run_comes_with_the_next(ctx: Flask) -> None:
    for _ in range(5):
        make_dossier()
    with time_machine.travel(at("07/07/2026 08:00"), tick=False):
        runs = [operations.apologise(budget=0) for _ in range(2)]
    assert runs == [0, 0]
    assert run("07/07/2026 08:01") == 5


def test_units_are_warned_once_in_the_morning(ctx: Flask) -> None:
    office = make_office(name="UBND phường Long An")
    with time_machine.travel(at("02/07/2026 09:00"), tick=False):
        make_dossier()  # Monday 6 July: two working days ahead
        make_dossier(NgayHenTra="20260707170000")  # three
        make_dossier(NgayHenTra="20260701170000")
        make_dossier(DonViXuLy="Đơn vị lạ", NgayHenTra="20260702170000")
        make_dossier(TrangThaiHoSo="9")
        assert operations.warn() == 2
        assert operations.warn() == 0
    rows = db.session.scalars(select(DueDigest).order_by(DueDigest.office_id.is_(None))).all()
    assert [(row.office_id, row.soon, row.overdue) for row in rows] == [(office, 1, 1), (None, 1, 0)]
    with time_machine.travel(at("04/07/2026 09:00"), tick=False):  # a Saturday
        assert operations.warn() == 0
    assert count(Intent) == 0
