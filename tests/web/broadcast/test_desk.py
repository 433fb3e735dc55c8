"""A broadcast at the desk, from the form to the archive: rehearsed, agreed to by others, followed, ended."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.broadcast.models import Broadcast, Progress, Recipient, State
from portal.core import clock
from portal.core.db import db
from portal.newsroom import deciding as newsroom
from portal.newsroom.models import State as ItemState
from portal.staff.models import Role
from tests.broadcasts import follower, user_of
from tests.desk import form_token
from tests.factories import keep, make_office
from tests.newsroom import make_item
from tests.page import Page
from tests.web.broadcast.conftest import signed_in

DESK = "/desk/thong-bao/"


def newest() -> Broadcast:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Broadcast).order_by(Broadcast.made_at.desc())).first()  # type: ignore[return-value]


def written(client: FlaskClient, **over: str) -> int:
    token = form_token(client, f"{DESK}moi/")
    usual = {"title": "Lịch tiêm", "body": "Tiêm sáng thứ Bảy.", "way": "message", "who": "moi-nguoi"}
    data = {"csrf_token": token, "active": "0", **usual, **over}
    return client.post(f"{DESK}moi/", data=data).status_code


def post(client: FlaskClient, one: Broadcast, act: str, **form: str) -> int:
    at = f"{DESK}{one.id}/"
    data = {"csrf_token": form_token(client, f"{DESK}moi/"), **form}
    return client.post(at + act, data=data).status_code


def test_from_the_form_to_the_archive(ctx: Flask, author: FlaskClient, publisher: FlaskClient) -> None:
    who = follower("chinh-sach")
    assert "Chưa có thông báo nào" in Page(author.get(DESK)).text("main")
    assert written(author, title="") == 422
    assert written(author, link="javascript:alert(1)") == 422
    assert written(author, way="article", topics="chinh-sach") == 422
    assert written(author, dem="1") == 200
    assert written(author, topics="chinh-sach", link="/thong-tin/") == 303
    one = newest()
    at = f"{DESK}{one.id}/"
    page = Page(author.get(at)).text("main")
    for told in ("Gửi được cho 1", "1 mẫu tin", "đã chọn “Chính sách mới”"):
        assert told in page
    assert post(author, one, "gui-duyet") == 303
    assert post(author, one, "duyet", form_token=str(one.form_token)) == 403
    one = newest()
    assert "Duyệt và đặt giờ" in Page(publisher.get(at)).text("main")
    assert post(publisher, one, "duyet", form_token=str(one.form_token), planned_at="2020-01-01T08:00") == 422
    assert post(publisher, one, "tra-lai", reason="x") == 422
    assert post(publisher, one, "duyet", form_token=str(one.form_token), repeat="") == 303
    assert post(publisher, one, "duyet", form_token=str(one.form_token), repeat="") == 303  # the second tap
    one = newest()
    assert (one.state, len(one.approvals)) == (State.APPROVED, 1)
    assert "Chuyển ngày gửi" in Page(publisher.get(at)).text("main")
    assert post(author, one, "chuyen-ngay", day="2020-01-01") == 403
    assert post(publisher, one, "chuyen-ngay", day="mai") == 422
    assert (
        post(publisher, one, "chuyen-ngay", day="2020-01-01") == 303
    )  # that time is over: told, nothing moved
    day = clock.today() + dt.timedelta(days=3)
    before = clock.local(newest().planned_at or clock.now())
    assert post(publisher, one, "chuyen-ngay", day=day.isoformat()) == 303
    one = newest()
    assert clock.local(one.planned_at or clock.now()) == before + dt.timedelta(days=3)
    live = publisher.get(f"{at}tien-do", headers={"HX-Request": "true"})
    again = {"HX-Request": "true", "If-None-Match": live.headers["ETag"]}
    assert publisher.get(f"{at}tien-do", headers=again).status_code == 304
    assert author.get(f"/thong-bao/{one.id}/").status_code == 404

    keep(
        Recipient(
            broadcast_id=one.id,
            citizen_id=who,
            user_id=user_of(who),
            state=Progress.SENT,
            tries=1,
            sent_at=clock.now(),
        )
    )
    one.state, one.prepared_at, one.started_at = State.SENDING, clock.now(), clock.now()
    db.session.commit()
    assert post(author, one, "tam-dung") == 303
    assert "Đang tạm dừng" in Page(author.get(at)).text("main")
    assert post(author, one, "tiep-tuc") == 403
    assert post(publisher, one, "tiep-tuc") == 303
    with ThreadPoolExecutor(1) as apart:  # nothing of the test's own context is lent to a line sent later
        told = apart.submit(lambda: author.get(f"{at}ket-qua.csv").text).result()
    assert "Đã gửi" in told
    assert user_of(who) not in told
    assert "Lịch tiêm" in Page(author.get("/thong-bao/")).text("main")
    assert post(author, one, "dinh-chinh", reason="Tiêm vào buổi chiều.") == 303
    right = newest()
    assert right.corrects_id == one.id
    assert "đang được đính chính" in Page(author.get(f"/thong-bao/{one.id}/")).text("main")
    assert "Lịch tiêm" in Page(author.get(f"{DESK}?q=lich&tinh-trang=draft")).text("#broadcast-list")
    assert "không có" in Page(author.get(f"{DESK}?q=khong co gi")).text("#broadcast-list").lower()
    assert post(author, right, "gui-thu") == 303
    assert post(author, right, "huy", reason="thôi không cần") == 303
    assert newest().state is State.CANCELLED


def test_an_item_goes_with_it_and_a_withdrawn_one_takes_it_back(
    ctx: Flask, author: FlaskClient, publisher: FlaskClient
) -> None:
    who = follower("chinh-sach")
    item = make_item(ItemState.REVIEW)
    page = author.get(f"/desk/tin-bai/{item}/")
    assert f"{DESK}moi/?bai={item}" in page.text
    assert "Lịch nghỉ lễ" in author.get(f"{DESK}moi/?bai={item}").text
    assert author.get(f"{DESK}moi/?bai={uuid.uuid4()}").status_code == 404
    assert written(author, bai=str(item)) == 303
    assert written(author, bai=str(item)) == 422  # this revision goes to this audience already
    one = newest()
    assert post(author, one, "gui-duyet") == 303
    one = newest()
    soon = f"{clock.local(clock.now()):%Y}-12-30T08:00"
    assert post(publisher, one, "duyet", form_token=str(one.form_token), planned_at=soon, repeat="") == 303
    assert "Lịch tiêm" in Page(publisher.get("/desk/tin-bai/lich/?tu=2026-12-28")).text("main")
    one = newest()
    keep(Recipient(broadcast_id=one.id, citizen_id=who, user_id="1", state=Progress.SENT, tries=1))
    one.state, one.prepared_at = State.DONE, clock.now()
    db.session.commit()
    chief = one.made_by
    newsroom.unschedule(item, chief)
    newsroom.schedule(item, chief)
    newsroom.withdraw(item, chief, "Sai ngày nghỉ")
    right = newest()
    assert (right.corrects_id, right.state) == (one.id, State.DRAFT)
    assert "Sai ngày nghỉ" in right.body


def test_other_offices_see_nothing_and_the_page_is_for_staff(ctx: Flask, author: FlaskClient) -> None:
    assert written(author) == 303
    one = newest()
    stranger = signed_in(ctx, Role.SUPPORT)
    assert stranger.get(DESK).status_code == 403
    elsewhere = signed_in(ctx, Role.AUTHOR, office_id=make_office())
    assert elsewhere.get(f"{DESK}{one.id}/").status_code == 404
    assert "Lịch tiêm" not in elsewhere.get(DESK).text
