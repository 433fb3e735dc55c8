"""Figures for other systems, as open data, and as the monthly report with a query for each."""

import csv
import datetime as dt
import io
import json
import zipfile

import docx
import pytest
from flask import Flask
from sqlalchemy import text

from portal.core import clock, documents
from portal.core.db import db, transaction
from portal.dossiers import operations as dossiers
from portal.dossiers import signature
from portal.feedback.models import Feedback
from portal.figures.models import ClosedDay, FollowerDay, MessageDay
from portal.figures.monthly import content, gathering
from portal.figures.monthly.notes import QUERIES, Notes
from portal.procedures.asked.models import SearchAsked
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_office, make_staff
from tests.page import Page

AT, SECRET = "/desk/figures/", "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0xMjM0"
FIRST = dt.date(2026, 9, 1)
COUNTS = {"n": 4700, "awake": 4694, "quick": 4600, "cost": 0, "replaced": 4694, "sms_dong": 350}


@pytest.fixture(autouse=True)
def _month(ctx: Flask) -> None:
    office = make_office(name="Trung tâm Phục vụ hành chính công A")
    with transaction() as session:
        session.add_all(ClosedDay(day=FIRST + dt.timedelta(days=n), closed_at=clock.now()) for n in range(30))
        names = {"day": FIRST, "office_id": office, "channel": "zalo_cs"}
        session.add(MessageDay(**names, kind="dossier_accepted", state="sent", **COUNTS))
        lost = {**COUNTS, "n": 7, "awake": 0, "quick": 0, "replaced": 0}
        session.add(MessageDay(**names, kind="dossier_accepted", state="refused", **lost))
        session.add(FollowerDay(day=dt.date(2026, 9, 30), following=560, gained=12, lost=3))
        session.add(SearchAsked(day=FIRST, said="hộ chiếu", times=9, found=0))


def test_machines_read_the_same_figures_signed(ctx: Flask) -> None:
    dossiers.ensure_client("lgsp", SECRET)
    client = ctx.test_client()

    def ask(**asked: str) -> tuple[int, dict[str, object]]:
        signed = signature.headers(SECRET, b"", "mot", clock.now())
        answer = client.get("/api/v1/figures", query_string=asked, headers={**signed, "x-client": "lgsp"})
        return answer.status_code, answer.get_json()

    code, told = ask(**{"from": "2026-09-01", "to": "2026-09-30"})
    assert code == 200
    figures = told["figures"]
    assert isinstance(figures, list)
    assert {"group": "savings", "name": "2026-09/saved", "value": 1642900, "unit": "dong"} in figures
    assert {one["group"] for one in figures} <= set(told["groups"])  # type: ignore[call-overload]
    assert {one["unit"] for one in figures} <= set(told["units"])  # type: ignore[call-overload]
    for wrong in ({"from": "hôm qua"}, {"from": "2026-09-02", "to": "2026-09-01"}, {"from": "2020-01-01"}):
        assert ask(**wrong)[0] == 422
    assert client.get("/api/v1/figures").status_code == 401
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    assert paths["/api/v1/figures"]["get"]["summary"]


def test_open_data_is_a_table_with_its_schema(ctx: Flask) -> None:
    client = Browser(ctx, use_cookies=True)
    sign_in(client, make_staff(Role.LEADER))
    form = {"csrf_token": form_token(client, AT), "tu": "2026-09-01", "den": "2026-09-30"}
    packed = zipfile.ZipFile(io.BytesIO(client.post(f"{AT}du-lieu-mo.zip", data=form).data))
    schema = json.loads(packed.read("datapackage.json"))["resources"][0]["schema"]
    rows = list(csv.DictReader(io.StringIO(packed.read("so-lieu.csv").decode())))
    assert list(rows[0]) == [field["name"] for field in schema["fields"]]
    allowed = {field["name"]: field["constraints"].get("enum") for field in schema["fields"]}
    assert all(row["group"] in allowed["group"] and row["unit"] in allowed["unit"] for row in rows)
    assert len({(row["group"], row["name"]) for row in rows}) == len(rows)


def test_each_figure_of_the_report_is_what_its_query_gives(ctx: Flask) -> None:
    received = clock.midnight(FIRST) + dt.timedelta(hours=9)
    with transaction() as session:
        answered = {
            "answered_at": received + dt.timedelta(hours=2),
            "answer_by": received + dt.timedelta(days=1),
        }
        session.add(
            Feedback(
                kind="question",
                text="Hỏi",
                text_digest="x",
                consent_version="1",
                code="000000000",
                received_at=received,
                **answered,
            )
        )
    month = gathering.gather("2026-09")
    found, notes = month.found, Notes(month.period)
    printed = {
        "all": sum(found.outcomes.values()), "sent": found.sent, "unknown": month.unknown,
        "promptness": found.promptness, "replaced": found.total.replaced, "saved": found.total.saved,
        "following": found.followers[-1].following, "gained": 12, "lost": 3, "overdue": found.overdue_now,
        "apologies": sum(found.apologies.values()), "received": found.heard.received,
        "answered": found.heard.answered, "in_term": found.heard.in_term, "rated": found.rated.n,
        "content": found.rated.content, "searched": found.searches.asked, "in_vain": found.searches.in_vain,
    }  # fmt: skip
    assert set(printed) == set(QUERIES)
    given = {key: db.session.scalar(text(notes.query(key).replace(":", r"\:"))) for key in QUERIES}
    assert {key: None if one is None else float(one) for key, one in given.items()} == {
        key: None if one is None else float(one) for key, one in printed.items()
    }
    assert (printed["saved"], printed["received"], printed["in_term"]) == (1_642_900, 1, 1)


def test_the_report_has_the_headings_of_such_reports(ctx: Flask) -> None:
    client = Browser(ctx, use_cookies=True)
    sign_in(client, make_staff(Role.LEADER))
    form = {"csrf_token": form_token(client, AT), "thang": "2026-09", "dang": "docx"}
    made = docx.Document(io.BytesIO(client.post(f"{AT}bao-cao", data=form).data))
    said = "\n".join(paragraph.text for paragraph in made.paragraphs)
    for heading in (
        "1. Kết quả đạt được",
        "1.1. Về giải pháp",
        "2. Tồn tại, hạn chế",
        "Nguyên nhân",
        "3. Kiến nghị",
    ):
        assert heading in said
    assert "1.642.900 [" in said
    assert "Zalo từ chối: 7 tin." in said
    assert "“hộ chiếu” (9)" in said
    assert "[1] SELECT" in said
    assert len(made.inline_shapes) == 1
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "Trung tâm Phục vụ hành chính công A" in cells
    assert client.post(f"{AT}bao-cao", data={**form, "dang": "pdf"}).data.startswith(b"%PDF")
    for wrong, told in (("2026-13", "năm-tháng"), ("2099-01", "chưa đến"), ("", "năm-tháng")):
        assert told in Page(client.post(f"{AT}bao-cao", data={**form, "thang": wrong}), status=422).text(
            "main"
        )


def test_an_empty_month_is_a_report_too(ctx: Flask) -> None:
    made = content.document(gathering.gather("2026-08"))
    assert content.EMPTY in [part.text for part in made.parts if isinstance(part, documents.Paragraph)]
    assert documents.as_docx(made).startswith(b"PK")


def test_one_office_s_leader_takes_no_report_of_all(ctx: Flask) -> None:
    client = Browser(ctx, use_cookies=True)
    sign_in(client, make_staff(Role.LEADER, office_id=make_office()))
    token = form_token(client, AT)
    assert client.post(f"{AT}bao-cao", data={"csrf_token": token, "thang": "2026-09"}).status_code == 403
