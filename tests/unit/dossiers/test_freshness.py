"""From when the news is, a silent one-stop system, and what dossiers like this one took lately."""

import datetime as dt
import random
import uuid

import time_machine
from flask import Flask
from sqlalchemy import insert, select, text, update

from portal.core.clock import VIETNAM
from portal.core.db import db
from portal.dossiers import freshness, messages, queries
from portal.dossiers import operations as dossiers
from portal.dossiers.deadlines import queries as deadlines
from portal.dossiers.experience import operations as experience
from portal.dossiers.experience.models import HandlingTime
from portal.dossiers.experience.queries import usual
from portal.dossiers.models import ApiClient, Dossier
from portal.dossiers.queries import Viewer
from portal.dossiers.views import DossierView
from portal.places.queries import office_for
from tests.factories import make_dossier, make_office

SECRET = "whsec_c2VjcmV0LW9mLXRoZS1kZW1vLWNsaWVudA=="


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def seen(code: str, *, proven: bool = False) -> DossierView:
    found = queries.view(code, Viewer(digits_ok=proven))
    assert found is not None
    return found


def test_a_system_is_silent_after_an_hour_of_office_time_and_no_other(ctx: Flask) -> None:
    dossiers.ensure_client("demo", SECRET)
    dossiers.ensure_client("never-pushed", SECRET)
    with time_machine.travel(at("03/07/2026 16:30"), tick=False):  # a Friday
        code = make_dossier().code
        assert freshness.silent_since() is None
    for moment, is_silent in (
        ("03/07/2026 16:59", False),
        ("05/07/2026 12:00", False),  # the weekend does not count
        ("06/07/2026 07:59", False),
        ("06/07/2026 08:01", True),
    ):
        with time_machine.travel(at(moment), tick=False):
            assert (freshness.silent_since() is not None) is is_silent, moment
            view = seen(code)
            assert view.heard.at == at("03/07/2026 16:30")
            assert view.is_stale is is_silent
            assert ("tình trạng cuối cùng chúng tôi biết" in messages.as_text(view)) is is_silent
    with time_machine.travel(at("06/07/2026 08:30"), tick=False):
        assert freshness.line().level == "act"
        make_dossier()
        assert freshness.line().level == "good"
    db.session.execute(update(ApiClient).values(is_active=False))
    with time_machine.travel(at("08/07/2026 10:00"), tick=False):
        assert freshness.silent_since() is None, "one that was shut out is not waited for"


def test_who_to_call_is_who_holds_it_now(ctx: Flask) -> None:
    make_office(name="UBND phường Long An", phone="02723555111")
    code = make_dossier().code
    dossiers.record_progress(
        "demo",
        uuid.uuid4().hex,
        [{"MaHoSo": code, "ThoiDiemXuLy": "20260702090000", "PhongBanXuLy": "Phòng Kinh tế"}],
    )
    with time_machine.travel(at("03/07/2026 11:45"), tick=False):
        proven = seen(code, proven=True)
    assert proven.held_by == "Phòng Kinh tế"
    assert "Đang ở: Phòng Kinh tế" in messages.as_text(proven)
    assert "xin gọi 02723555111 (UBND phường Long An)" in messages.as_text(proven)
    assert proven.desk is not None
    assert proven.desk.opening is not None
    assert proven.desk.opening.again == at("03/07/2026 13:30")
    assert "Phòng Kinh tế" not in messages.as_text(seen(code)), "a department needs a second proof"


def finish(days: int, *, waits: int = 0, code: str = "1.001193") -> None:
    """A dossier of June 2026 that took so many working days, and waited for its citizen so many more."""
    calendar = deadlines.calendar(dt.date(2026, 6, 1))
    begin = dt.date(2026, 6, 1)
    asked, answered = (calendar.plus_days(begin, n) for n in (1, 1 + waits))
    end = calendar.plus_days(begin, days + waits)
    made = make_dossier(NgayTiepNhan="20260601073000", MaTTHC=code, NgayHenTra=None)
    moves = [("5", asked), ("4", answered)] if waits else []
    for status, day in [*moves, ("9", end)]:
        stamp = f"{day:%Y%m%d}073000"
        [result] = dossiers.record_changes(
            "demo", uuid.uuid4().hex, [{"MaHoSo": made.code, "TrangThaiHoSo": status, "ThoiDiem": stamp}]
        )
        assert result.outcome == "applied"


@time_machine.travel(at("10/07/2026 09:00"), tick=False)
def test_the_range_counts_only_the_offices_time_and_hides_under_twenty(ctx: Flask) -> None:
    make_office(name="UBND phường Long An")
    office = office_for("UBND phường Long An")
    assert office is not None
    for n in range(19):
        finish(1 + n % 10, waits=4 if n % 3 == 0 else 0)
    assert experience.reckon() == 19
    assert usual("1.001193", office.id) is None
    finish(10)
    finish(30, code="1.000001")
    assert experience.reckon() == 2
    assert experience.reckon() == 0, "nothing is reckoned twice"
    found = usual("1.001193.000.00.00.H17", office.id)
    assert found is not None
    assert (found.cases, found.half, found.most) == (20, 5.0, 9.0), "waiting for the citizen is left out"
    assert usual("1.000001", office.id) is None
    code = make_dossier().code
    said = messages.as_text(seen(code))
    assert "một nửa số hồ sơ cùng thủ tục tại nơi này xong trong 5 ngày làm việc" in said
    assert "9 trên 10 hồ sơ xong trong 9 ngày (tính trên 20 hồ sơ" in said
    quiet = make_dossier(TenLinhVuc="Hộ tịch").code
    assert seen(quiet).usual is None, "at the code alone a private procedure is not told by its range"
    done = db.session.scalars(select(Dossier.code).where(Dossier.status == 9).limit(1)).one()
    assert seen(done).usual is None
    with time_machine.travel(at("20/10/2026 09:00"), tick=False):
        experience.reckon()
        assert usual("1.001193", office.id) is None, "only the last 90 days count"


@time_machine.travel(at("10/07/2026 09:00"), tick=False)
def test_most_of_the_next_cases_fall_inside_what_was_told(ctx: Flask) -> None:
    """Back-test: 200 cases tell the range, 400 others of the same kind are measured against it."""
    office = make_office()
    drawn = random.Random(4)  # noqa: S311 - no secret
    inside = total = 0
    for kind in range(5):
        code = f"1.00000{kind}"
        for part in ("told", "measured"):
            days = [round(drawn.lognormvariate(1.2, 0.6) * 2) / 2 for _ in range(200)]
            if part == "told":
                keep(office, code, days)
                continue
            found = usual(code, office)
            assert found is not None
            inside += sum(one <= found.most for one in days)
            total += len(days)
    assert 0.80 <= inside / total <= 0.95


def keep(office: uuid.UUID, code: str, days: list[float]) -> None:
    """Finished cases of a procedure, and the range they lead to; their dossiers do not matter here."""
    same = {"version": 1, "procedure_code": code, "office_id": office, "finished_on": dt.date(2026, 7, 1)}
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    rows = [{"dossier_id": uuid.uuid4(), "days": one, **same} for one in days]
    db.session.execute(insert(HandlingTime), rows)
    db.session.commit()
    experience.reckon()
