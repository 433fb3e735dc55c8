"""Audiences put together at the desk, counted, kept; groups of officials invited and listed."""

import re
import uuid

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.broadcast.choosing import operations as choosing
from portal.broadcast.officials.models import Group, Listed
from portal.broadcast.segments.models import Segment
from portal.citizens import operations as citizens
from portal.core import clock
from portal.core.db import db
from tests.desk import form_token
from tests.page import Page

SEGMENTS, OFFICIALS = "/desk/thong-bao/nguoi-nhan/", "/desk/thong-bao/can-bo/"
OA = "2958416037745520183"


def test_an_audience_is_counted_and_kept(author: FlaskClient) -> None:
    for user in ("6713920485510237746", "6713920485510237747"):
        person = citizens.follow(OA, user, clock.now())
        citizens.touch(OA, user, clock.now())
    choosing.choose(person, "chinh-sach", "e", "oa")
    token = form_token(author, SEGMENTS)
    boxes = {"csrf_token": token, "who": "moi-nguoi", "active": "0"}
    counted = author.post(f"{SEGMENTS}dem", data=boxes, headers={"HX-Request": "true"}).text
    assert "Gửi được cho 1 người" in counted
    assert "Chưa đồng ý nhận tin tức của tỉnh" in counted
    assert "Gửi được cho 1" in author.post(SEGMENTS, data={**boxes, "dem": "1", "topics": "chinh-sach"}).text
    assert author.post(SEGMENTS, data={**boxes, "name": "", "topics": "chinh-sach"}).status_code == 422
    assert author.post(SEGMENTS, data={**boxes, "name": "a", "procedures": "abc"}).status_code == 422
    kept = {**boxes, "name": "Chính sách", "topics": "chinh-sach", "active": "7"}
    assert author.post(SEGMENTS, data=kept).status_code == 303
    assert author.post(SEGMENTS, data=kept).status_code == 422  # the name is taken
    made = db.session.scalars(select(Segment)).one()
    assert made.audience == {"topics": ["chinh-sach"], "active_days": 7}
    assert "Trong 7 ngày qua" in Page(author.get(SEGMENTS)).text("main")
    page = author.get(f"/desk/thong-bao/moi/?nhom={made.id}").text
    assert re.search(r'value="chinh-sach"[^>]*checked|checked[^>]*value="chinh-sach"', page)
    assert author.get("/desk/thong-bao/moi/?nhom=x").status_code == 200
    assert author.post(f"{SEGMENTS}{uuid.uuid4()}/bo", data={"csrf_token": token}).status_code == 404
    assert author.post(f"{SEGMENTS}{made.id}/bo", data={"csrf_token": token}).status_code == 303
    assert author.get(OFFICIALS).status_code == 403


def test_officials_are_invited_and_listed(publisher: FlaskClient) -> None:
    token = form_token(publisher, OFFICIALS)
    assert publisher.post(OFFICIALS, data={"csrf_token": token, "name": "Sở Y tế"}).status_code == 303
    group = db.session.scalars(select(Group)).one()
    at = f"{OFFICIALS}{group.id}/"

    def post(to: str, **form: str) -> tuple[int, str]:
        answer = publisher.post(at + to, data={"csrf_token": token, **form})
        return answer.status_code, answer.text

    status, shown = post("ma", most="50", days="30")
    assert (status, bool(re.search(r"CBVC [0-9A-Z]{4}-[0-9A-Z]{4}", shown))) == (200, True)
    assert post("ma", most="0", days="30")[0] == 422
    status, shown = post("so", numbers="0912345678\nkhông phải số\n\n+84 923 456 789")
    assert (status, "Đã nhận 2 số mới" in shown, "dòng: 2" in shown) == (200, True, True)
    assert post("so", numbers="khong")[0] == 422
    assert len(db.session.scalars(select(Listed)).all()) == 2
    assert "0912345678" not in publisher.get(OFFICIALS).text
    assert post("dong")[0] == 303
    assert post("dong")[0] == 404
