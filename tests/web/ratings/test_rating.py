"""Rating a dossier, an answer and a visit without scripts: one tap counts, once, and only where it may."""

import datetime as dt
import io
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, text

from portal.chat import rated
from portal.citizens import operations as citizens
from portal.citizens.models import Purpose
from portal.core import clock, documents, signed
from portal.core.db import db
from portal.dossiers import rating_links
from portal.feedback import operations as cases
from portal.feedback.cases import confirming, working
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, Kind, Status
from portal.notifications import messages
from portal.notifications.models import Intent
from portal.ratings import subjects
from portal.ratings.models import About, Rating, Via
from portal.staff.models import Role, StaffUser
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_dossier, make_office, make_person, make_staff
from tests.page import Page
from tests.web.feedback import forms as feedback

NAUGHTY = "<script>alert(1)</script>{{7*7}} ' OR 1=1 -- ẩ\u202e\x00 😡"


def rows() -> list[Rating]:
    db.session.rollback()
    return list(db.session.scalars(select(Rating).order_by(Rating.rated_at)))


def yesterday() -> str:
    return f"{clock.local(clock.now()) - dt.timedelta(days=1):%Y%m%d%H%M%S}"


def ended(**over: Any) -> Any:
    return make_dossier(**{"TrangThaiHoSo": "10", "ThoiDiem": yesterday(), **over})


def test_the_first_tap_counts_and_may_be_changed_for_seven_days(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_office(name="UBND phường Long An")
    dossier = ended()
    path = rating_links.path(dossier.id)
    empty = Page(client.get(path))
    assert empty.all("main form button") == [
        "Rất hài lòng",
        "Hài lòng",
        "Bình thường",
        "Không hài lòng",
        "Rất không hài lòng",
    ]
    assert empty.response.headers["Cache-Control"] == "no-store"
    assert "Nguyễn Văn An" not in empty.html
    for score in ("4", "4", "2"):
        assert client.post(path, data={"score": score}).status_code == 303
    assert client.post(path, data={"score": "9"}).status_code == 422
    (row,) = rows()
    assert (row.about, row.subject_id, row.score, row.label) == (
        About.DOSSIER,
        dossier.id,
        2,
        "Không hài lòng",
    )
    assert (row.scale_id, row.via, row.procedure_code) == ("five-1", Via.LINK, "1.001193")
    assert client.post(path, data={"comment": "a" * 501}).status_code == 422
    said = client.post(path, data={"comment": NAUGHTY, "time": "1"}, follow_redirects=True)
    shown = Page(said)
    assert "<script>alert" not in shown.html
    assert "phần nói thêm" in shown.text(".alert-success").lower()
    assert rows()[0].criteria == {"time": 1}
    raw = db.session.execute(text("SELECT comment FROM rating")).scalar_one()
    assert b"alert" not in bytes(raw)
    later = clock.now() + dt.timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(path, data={"score": "2"}).status_code == 303, "the same again is no change"
    assert "Đã quá 7 ngày" in Page(client.post(path, data={"score": "5"}), status=409).text("main")
    assert client.post(path, data={"comment": "muộn"}).status_code == 409
    assert [one.score for one in rows()] == [2]


def test_only_a_link_of_ours_for_this_very_dossier_rates_it(client: FlaskClient) -> None:
    first, other, running = ended(), ended(), make_dossier()
    token = rating_links.token(first.id)
    swapped = other.id.bytes.hex()
    forged = [
        *(token[:-1] + sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if sign != token[-1]),
        ("B" if token[0] == "A" else "A") + token[1:],
        token[::-1],
        token + "x",
        swapped,
        "..%2f..%2fetc",
        signed.make("rate-other", first.id),
        rating_links.token(uuid.uuid4()),
        "ẩ" * 43,
    ]
    for one in forged:
        assert client.post(f"/danh-gia/h/{one}/", data={"score": "1"}).status_code == 404, one
    assert "còn đang được giải quyết" in Page(client.get(rating_links.path(running.id))).text("main")
    client.post(rating_links.path(running.id), data={"score": "1"})
    assert rows() == []
    assert client.get(f"/h/{token}").status_code == 404, "it opens no dossier"


def test_who_proves_a_dossier_by_digits_is_offered_its_rating(client: FlaskClient) -> None:
    dossier = ended()
    alone = Page(client.post("/ho-so/", data={"code": dossier.code}))
    assert "/danh-gia/h/" not in alone.html
    wrong = client.post("/ho-so/", data={"code": dossier.code, "digits": "0000"})
    assert "/danh-gia/h/" not in wrong.text
    proven = Page(client.post("/ho-so/", data={"code": dossier.code, "digits": "5678"}))
    client.post(proven.links()["Đánh giá"], data={"score": "5"})
    assert [row.subject_id for row in rows()] == [dossier.id]
    private = Page(client.get("/danh-gia/"))
    assert private.find("form[action=/ho-so/] input")


def test_an_end_is_told_with_one_question_how_it_was(ctx: Flask) -> None:
    plain, asked = make_person("0912345678", agreed=True), make_person("0912345678", agreed=True)
    citizens.agree(Purpose.SURVEY, citizen_id=asked, text_version="1", channel="web", evidence="e")
    dossier = make_dossier()
    for moment in ("20260706080000", "20260707080000"):
        make_dossier(MaHoSo=dossier.code, TrangThaiHoSo="10", ThoiDiem=moment)
        make_dossier(MaHoSo=dossier.code, TrangThaiHoSo="4", ThoiDiem=moment.replace("08", "09", 1))
    make_dossier(TrangThaiHoSo="10", TenLinhVuc="Hộ tịch")
    found = db.session.scalars(select(Intent).order_by(Intent.created_at)).all()
    titles = {
        (one.kind, one.citizen_id): [button.title for button in messages.buttons_of(one.params)]
        for one in found
    }
    assert titles["dossier_returned", plain] == ["Xem hồ sơ", "Đánh giá"]
    assert titles["dossier_returned", asked] == ["Xem hồ sơ"]
    assert titles["dossier_neutral", plain] == ["Mở hồ sơ"], "what is private is not asked about"
    questions = [one for one in found if one.kind == "rating_ask"]
    assert [one.citizen_id for one in questions] == [asked], "once, however often it ends"
    assert len(messages.buttons_of(questions[0].params)) == 5
    assert questions[0].consent_needed == "survey"


def test_a_visit_counts_once_for_each_scan_of_a_qr_that_changes(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = make_office(name="Trung tâm phường Long An")
    path = f"/danh-gia/quay/{subjects.desk_token(office)}/"
    visits = [client.get(path).headers["Location"] for _ in range(2)]
    assert visits[0] != visits[1]
    for visit in (visits[0], visits[0], visits[1]):
        assert client.post(visit, data={"score": "5"}).status_code == 303
    assert [(row.about, row.office_id, row.via) for row in rows()] == [(About.VISIT, office, Via.COUNTER)] * 2
    half = len(visits[0].split("/")[3]) // 2
    mixed = visits[0].split("/")[3][:half] + visits[1].split("/")[3][half:]
    assert client.get(f"/danh-gia/luot/{mixed}/").status_code == 404
    later = clock.now() + subjects.SLOT + subjects.GRACE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(path).status_code == 404, "a photo of the screen is worth nothing tomorrow"


def test_a_printed_slip_is_one_vote_for_a_week(
    client: FlaskClient, ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, other = make_office(name="Trung tâm phường Long An"), make_office(name="Sở Xây dựng")
    printed: list[str] = []
    drawn = documents.as_posters

    def noted(made: list[documents.Poster], size: str) -> bytes:
        printed.extend(poster.address for poster in made)
        return drawn(made, size)

    monkeypatch.setattr(documents, "as_posters", noted)
    desk = Browser(ctx, use_cookies=True)
    sign_in(desk, make_staff(Role.OFFICER, office_id=office))
    shown = f"/desk/danh-gia/quay/{office}/"
    data = {"csrf_token": form_token(desk, shown), "so": "10"}
    answer = desk.post(f"{shown}phieu.pdf", data=data)
    assert (answer.content_type, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == len(set(printed)) == 10
    assert desk.post(f"{shown}phieu.pdf", data={**data, "so": "5000"}).status_code == 422
    assert desk.post(f"/desk/danh-gia/quay/{other}/phieu.pdf", data=data).status_code == 404
    first, second = (urlsplit(address).path for address in printed[:2])
    for slip in (first, first, second):
        assert client.post(slip, data={"score": "4"}).status_code == 303
    assert [(row.about, row.office_id) for row in rows()] == [(About.VISIT, office)] * 2
    token, half = first.split("/")[3], len(first.split("/")[3]) // 2
    scanned = subjects.visit_token(uuid.uuid4(), office)
    for forged in (token[:half] + scanned[half:], scanned[:half] + token[half:], token[half:] + token[:half]):
        assert client.get(f"/danh-gia/luot/{forged}/").status_code == 404
    week = clock.now() + subjects.VISITING[subjects.SLIP]
    monkeypatch.setattr(clock, "now", lambda: week)
    assert client.get(first).status_code == 404, "a slip from a drawer is worth nothing"


def test_an_answer_is_rated_by_its_tracking_code(client: FlaskClient) -> None:
    code = feedback.code_in(feedback.sent(client, feedback.opened(client)))
    path = f"/danh-gia/phan-anh/{code}/"
    client.post(path, data={"score": "1"})
    assert rows() == [], "nothing was answered yet"
    db.session.scalars(select(Feedback)).one().status = Status.PUBLISHED
    db.session.commit()
    client.post(path, data={"score": "1"})
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert client.post(f"/danh-gia/phan-anh/{wrong}/", data={"score": "5"}).status_code == 404
    assert [(row.about, row.score) for row in rows()] == [(About.ANSWER, 1)]


def test_the_message_of_an_answer_asks_once_how_it_was(client: FlaskClient) -> None:
    plain, asked = make_person("0912345678"), make_person("0912345679")
    citizens.agree(Purpose.SURVEY, citizen_id=asked, text_version="1", channel="web", evidence="e")
    officer = db.session.scalars(select(StaffUser.id).filter_by(username=make_staff(Role.SUPPORT))).one()
    for person in (plain, asked):
        told = cases.Told(uuid.uuid4(), Kind.FIELD_REPORT, "Đèn tắt.", citizen_id=person)
        row = db.session.scalars(select(Feedback).filter_by(code=cases.receive(told))).one()
        for _ in range(2):
            working.do(row.id, working.Act(Move.ANSWER, officer, "Đã sửa."))
            if row.reopened_at is None:
                confirming.reopen(row.code, "Vẫn tắt.")
            db.session.expire_all()
    found = db.session.scalars(select(Intent).order_by(Intent.created_at)).all()
    titles = [[one.title for one in messages.buttons_of(row.params)] for row in found]
    assert titles[:2] == [["Xem phản ánh", "Đánh giá"]] * 2
    assert titles[2:].count(["Xem phản ánh"]) == 2
    assert [row.citizen_id for row in found if row.kind == "rating_answer"] == [asked], "once a case"
    taps = messages.buttons_of(next(row.params for row in found if row.kind == "rating_answer"))
    assert len(taps) == 5
    token, score = str(taps[4].payload).split()[1:]
    assert "Rất không hài lòng" in rated.tapped(f"{token} {score}").text
    for forged in (f"{token[:-2]}AA {score}", f"{rating_links.token(row.id)} 5", f"{token} 9"):
        assert "không ghi được" in rated.tapped(forged).text
    (given,) = rows()
    assert (given.about, given.subject_id, given.score, given.via) == (About.ANSWER, row.id, 1, Via.CHAT)
