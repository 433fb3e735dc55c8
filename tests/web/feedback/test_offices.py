"""Whose a case is: counted by office, handed to another in two taps, climbing to the office above."""

import datetime as dt

from flask import Flask
from sqlalchemy import select, update

from portal.core import clock, current
from portal.core.db import db
from portal.feedback.cases import climbing, confirming, counting, publishing, ruling, working
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, Kind
from portal.notifications.models import Intent
from portal.staff.models import Role
from tests.desk import Browser
from tests.factories import make_office, make_person, make_staff
from tests.page import Page
from tests.web.feedback.test_cases import desk, item, person, post, told


def test_answered_solved_silent_and_asked_again_are_counted_apart(ctx: Flask) -> None:
    first, second, by = make_office(), make_office(name="Cơ quan khác"), person(make_staff(Role.SUPPORT))
    ruling.put(None, None, first, by)
    rows = [told(kind=Kind.QUESTION, text=f"Câu hỏi số {n}").id for n in range(4)]
    assert counting.of_all(clock.now() - dt.timedelta(days=1)) is None, "too few to be told"
    rows += [told(text="Việc khác").id]
    for row in rows[:4]:
        working.do(row, working.Act(Move.ANSWER, by, "Rồi."))
    codes = [db.session.get_one(Feedback, row).code for row in rows]
    confirming.solved(codes[0])
    confirming.reopen(codes[1], "Chưa")
    db.session.execute(
        update(Feedback).where(Feedback.id == rows[2]).values(answered_at=clock.now() - dt.timedelta(days=8))
    )
    db.session.commit()
    assert confirming.close_silent() == 1
    wanted = counting.Counts(5, 4, solved=1, unconfirmed=1, open_answers=1, reopened=1, late=0)
    since = clock.now() - dt.timedelta(days=1)
    assert counting.of_all(since) == wanted
    assert [one for _, one in counting.of_offices(since, None)] == [wanted]
    assert counting.of_offices(since, [second]) == []
    told_ = Page(desk(ctx, Role.OFFICER, office_id=first).get("/desk/phan-anh/so-lieu/?ngay=30"))
    assert told_.all("tbody td") == ["5", "4", "1", "1", "1", "1", "0"]
    assert not Page(desk(ctx, Role.OFFICER, office_id=second).get("/desk/phan-anh/so-lieu/?ngay=x")).has(
        "table"
    )
    current.tell()
    for row, kind in ((rows[0], "question"), (rows[3], "question")):
        publishing.publish(row, publishing.Words(f"Hỏi {kind}", "Đáp"), by)
    everybody = Browser(ctx)
    public = Page(everybody.get("/phan-anh/da-tra-loi/?loai=question"))
    assert "nhận 5 phản ánh, đã trả lời 4" in public.text("main")
    assert "đã xong: 1; không xác nhận: 1; yêu cầu xử lý lại: 1" in public.text("main")
    assert len(public.find("main article")) == 2
    assert Page(everybody.get("/phan-anh/da-tra-loi/?loai=conduct&xa=x&trang=-1")).has(".empty")


def test_a_wrong_office_hands_over_in_two_taps(ctx: Flask) -> None:
    wrong, right = make_office(), make_office(name="Đúng chỗ")
    ruling.put(None, None, wrong, person(make_staff(Role.SUPPORT)))
    ruling.put(Kind.FIELD_REPORT, None, right, person(make_staff(Role.SUPPORT)))
    row = told(kind=Kind.SUGGESTION)
    ruling.put(Kind.SUGGESTION, None, right, person(make_staff(Role.SUPPORT)))
    mine, page = desk(ctx, Role.OFFICER, office_id=wrong), f"/desk/phan-anh/{row.id}/"
    button = Page(mine.get(page)).find("#viec-hand_over button[name=likely]")
    assert [one.attrs["value"] for one in button] == [str(right)], "one tap opens, one hands over"
    assert post(mine, f"{page}lam", page, move="hand_over", office="", likely=str(right)).status_code == 303
    db.session.expire_all()
    assert row.office_id == right


def test_what_is_late_climbs_to_the_office_above_by_name(ctx: Flask) -> None:
    low, high = make_office(), make_office(name="Ủy ban nhân dân tỉnh thử")
    triage, page = desk(ctx, Role.SUPPORT), "/desk/phan-anh/luat/"
    assert post(triage, f"{page}cap-tren", page, lower=str(low), higher=str(high)).status_code == 303
    assert post(triage, f"{page}cap-tren", page, lower=str(high), higher=str(low)).status_code == 422, (
        "a circle"
    )
    assert post(triage, f"{page}cap-tren", page, lower=str(high), higher=str(high)).status_code == 422
    ruling.put(None, None, low, person(make_staff(Role.SUPPORT)))
    row, accused = told(citizen_id=make_person()), told(blamed_office_id=high)
    chief, case = desk(ctx, Role.OFFICER, office_id=high), f"/desk/phan-anh/{row.id}/"
    assert chief.get(case).status_code == 404
    row.accept_by = accused.accept_by = clock.now() - dt.timedelta(hours=1)
    db.session.commit()
    assert climbing.climb() == 2
    assert item(row, "feedback_late").office_id == high
    assert item(accused, "feedback_late").office_id is None, "who is complained of judges nobody"
    text = db.session.scalars(select(Intent.params)).one()["text"]
    assert "Ủy ban nhân dân tỉnh thử" in text
    assert "Ủy ban nhân dân tỉnh thử" in Browser(ctx).get(f"/phan-anh/{row.code}/").text
    assert chief.get(case).status_code == 200
    assert chief.get(f"/desk/phan-anh/{accused.id}/").status_code == 404
    row.accept_by = clock.now() - dt.timedelta(days=9)
    db.session.commit()
    climbing.climb()
    db.session.expire_all()
    assert item(row, "feedback_late").office_id is None
