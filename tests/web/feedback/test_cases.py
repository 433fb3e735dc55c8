"""A feedback as a case: over the desk, with its terms, its inbox item, and who may see what."""

import datetime as dt
import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import clock, current
from portal.core.db import db
from portal.feedback import operations
from portal.feedback.cases import (
    climbing,
    confirming,
    forms,
    publishing,
    routing,
    ruling,
    terms,
    working,
)
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, Kind, Status, Verdict
from portal.inbox.models import InboxItem, ItemState
from portal.notifications.models import Intent
from portal.staff.models import AuditRow, Role, StaffUser
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_office, make_person, make_staff
from tests.page import Page
from tests.web.feedback.forms import opened, sent

TEXT = "Đèn đường tắt ba đêm liền ở đầu hẻm."


def told(**over: Any) -> Feedback:
    usual: dict[str, Any] = {"once_key": uuid.uuid4(), "kind": Kind.FIELD_REPORT, "text": TEXT}
    code = operations.receive(operations.Told(**usual | over))
    return db.session.scalars(select(Feedback).filter_by(code=code)).one()


def item(row: Feedback, kind: str = "feedback") -> InboxItem:
    return db.session.scalars(select(InboxItem).filter_by(kind=kind, subject_id=row.id)).one()


def person(username: str) -> uuid.UUID:
    return db.session.scalars(select(StaffUser.id).filter_by(username=username)).one()


def desk(app: Flask, *roles: Role, office_id: uuid.UUID | None = None) -> Browser:
    browser = Browser(app, use_cookies=True)
    assert sign_in(browser, make_staff(*roles, office_id=office_id)) == 303
    return browser


def post(browser: Browser, path: str, follow: str = "/desk/phan-anh/", **data: str) -> Any:
    return browser.post(path, data={"csrf_token": form_token(browser, follow), **data})


def test_the_rule_that_says_most_wins_and_conduct_is_read_by_triage() -> None:
    all_, kind, unit, both = (uuid.uuid4() for _ in range(4))
    rules = [
        routing.Rule(None, None, all_),
        routing.Rule(Kind.FIELD_REPORT, None, kind),
        routing.Rule(None, 7, unit),
        routing.Rule(Kind.FIELD_REPORT, 7, both),
    ]
    cases = [
        (Kind.FIELD_REPORT, 7, both),
        (Kind.QUESTION, 7, unit),
        (Kind.FIELD_REPORT, 8, kind),
        (Kind.QUESTION, None, all_),
        (Kind.CONDUCT, 7, None),
    ]
    assert [routing.office(rules, one, where) for one, where, _ in cases] == [found for *_, found in cases]
    assert routing.office(rules, Kind.QUESTION, None, blamed=all_) is None, "nobody judges themselves"
    assert routing.office([], Kind.QUESTION, None) is None


def test_terms_run_in_working_days_and_stand_still_while_the_sender_is_asked(ctx: Flask) -> None:
    friday = dt.datetime(2026, 11, 20, 15, 0, tzinfo=clock.VIETNAM)
    assert terms.due(friday, terms.ACCEPT) == dt.datetime(2026, 11, 25, 17, 0, tzinfo=clock.VIETNAM), (
        "24 November rests"
    )
    before_tet = dt.datetime(2027, 2, 4, 9, 0, tzinfo=clock.VIETNAM)
    assert terms.due(before_tet, 2).date() > dt.date(2027, 2, 5)
    asked, week = dt.datetime(2026, 11, 27, 15, 0, tzinfo=clock.VIETNAM), dt.timedelta(days=7)
    assert terms.moved(terms.due(asked, 15), asked, asked + week) == terms.due(asked, 15) + week
    assert terms.moved(friday - week, friday, friday) == friday - week, "a passed term stays passed"


def test_a_case_goes_its_way_over_the_desk(ctx: Flask) -> None:
    first, second = make_office(), make_office()
    ruling.put(Kind.FIELD_REPORT, None, first, person(make_staff(Role.SUPPORT)))
    row = told(phone="0912345678", name="Trần Thị Bưởi")
    assert (row.office_id, item(row).office_id, item(row).due_at) == (first, first, row.accept_by)
    assert "Bưởi" not in item(row).title
    assert TEXT not in item(row).title
    mine, theirs = desk(ctx, Role.OFFICER, office_id=first), desk(ctx, Role.OFFICER, office_id=second)
    page = f"/desk/phan-anh/{row.id}/"
    assert theirs.get(page).status_code == 404
    shown = Page(mine.get(page))
    assert TEXT in shown.text("main")
    assert "Bưởi" not in shown.html
    assert "912345678" not in shown.html
    assert mine.post(f"{page}nguoi-gui", data={"csrf_token": form_token(mine, page)}).status_code == 403
    assert post(mine, f"{page}lam", page, move="take").status_code == 303
    db.session.expire_all()
    assert (row.status, item(row).state) == (Status.PROCESSING, ItemState.TAKEN)
    refused = post(mine, f"{page}lam", page, move="answer", note=" ")
    assert "Xin viết nội dung" in Page(refused, status=422).text("main")
    assert post(mine, f"{page}lam", page, move="ask", note="Hẻm nào, cột số mấy?").status_code == 303
    assert post(mine, f"{page}lam", page, move="ask", note="Lần nữa").status_code == 409
    assert post(mine, f"{page}lam", page, move="hand_over", office=str(first)).status_code == 422
    assert post(mine, f"{page}lam", page, move="hand_over", office=str(second)).status_code == 303
    assert mine.get(page).status_code == 404
    db.session.expire_all()
    assert (row.status, row.paused_at, item(row).office_id) == (Status.TRANSFERRED, None, second)
    assert (item(row).state, item(row).assignee_id) == (ItemState.WAITING, None)
    assert post(theirs, f"{page}lam", page, move="answer", note="Đã thay bóng.").status_code == 303
    db.session.expire_all()
    assert (row.status, row.answer, item(row).state) == (
        Status.PENDING_PUBLICATION,
        "Đã thay bóng.",
        ItemState.CLOSED,
    )
    acts = db.session.scalars(select(AuditRow.act).where(AuditRow.subject_kind == "feedback")).all()
    assert {"feedback.take", "feedback.ask", "feedback.hand_over", "feedback.answer"} <= set(acts)


def test_who_sent_it_is_seen_by_triage_and_each_look_is_written_down(ctx: Flask) -> None:
    row = told(kind=Kind.CONDUCT, phone="0912345678", name="Trần Thị Bưởi")
    triage, page = desk(ctx, Role.SUPPORT), f"/desk/phan-anh/{row.id}/"
    assert "Bưởi" not in triage.get(page).text
    assert "Trần Thị Bưởi" in post(triage, f"{page}nguoi-gui", page).text
    looks = select(func.count()).select_from(AuditRow).where(AuditRow.act == "feedback.identity")
    assert db.session.scalar(looks) == 1
    accused = make_office()
    row.office_id = row.blamed_office_id = accused
    db.session.commit()
    assert desk(ctx, Role.OFFICER, office_id=accused).get(page).status_code == 404, "who is complained about"


def test_answered_is_not_resolved(ctx: Flask) -> None:
    citizen, by = make_person(), person(make_staff(Role.SUPPORT))
    row = told(citizen_id=citizen)
    with pytest.raises(Exception, match="nothing to confirm"):
        confirming.solved(row.code)
    working.do(row.id, working.Act(Move.ANSWER, by, "Đã sửa."))
    confirming.reopen(row.code, "Vẫn tắt.")
    db.session.expire_all()
    assert (row.status, item(row).state) == (Status.PROCESSING, ItemState.WAITING)
    working.do(row.id, working.Act(Move.ANSWER, by, "Đã sửa lại."))
    with pytest.raises(Exception, match="cannot be reopened"):
        confirming.reopen(row.code, "Lần nữa")
    assert confirming.close_silent() == 0
    row.answered_at = clock.now() - dt.timedelta(days=8)
    db.session.commit()
    assert (confirming.close_silent(), confirming.close_silent()) == (1, 0)
    db.session.expire_all()
    assert (row.verdict, row.closed_at is not None) == (Verdict.SILENT, True)
    kinds = db.session.scalars(select(Intent.kind).filter_by(citizen_id=citizen)).all()
    assert kinds == ["feedback_step"] * 2


def test_nobody_answers_and_it_climbs_twice(ctx: Flask) -> None:
    office, citizen = make_office(), make_person()
    ruling.put(None, None, office, person(make_staff(Role.SUPPORT)))
    row = told(citizen_id=citizen)
    assert climbing.climb() == 0
    row.accept_by = clock.now() - dt.timedelta(hours=1)
    db.session.commit()
    assert (climbing.climb(), climbing.climb()) == (1, 0)
    late = item(row, "feedback_late")
    assert (late.office_id, late.title.startswith("Quá hạn: ")) == (None, True)
    assert db.session.scalar(select(func.count()).select_from(Intent)) == 1, "the sender is told"
    row.accept_by = clock.now() - dt.timedelta(days=9)
    db.session.commit()
    assert (climbing.climb(), climbing.climb()) == (1, 0)
    db.session.expire_all()
    assert late.title.startswith("Quá hạn lần 2: ")
    working.do(row.id, working.Act(Move.REFUSE, person(make_staff(Role.SUPPORT)), "Không thuộc phạm vi."))
    db.session.expire_all()
    assert late.state is ItemState.CLOSED


def test_what_tells_of_a_person_is_not_published(ctx: Flask) -> None:
    assert forms.personal("Gọi 0912 345 678 nhé") == "0912 345 678"
    assert forms.personal("CCCD 079123456789.") == "079123456789"
    assert forms.personal("Bà trần thị bưởi nói", ("Trần Thị Bưởi",)) == "Trần Thị Bưởi"
    assert forms.personal("Quyết định 12/2026, ngày 20/11/2026, tổng đài 1022") is None
    row = told(name="Trần Thị Bưởi", phone="0912345678")
    editor = desk(ctx, Role.EDITOR)
    page = f"/desk/phan-anh/cong-khai/{row.id}/"
    working.do(row.id, working.Act(Move.ANSWER, person(make_staff(Role.SUPPORT)), "Chào bà Trần Thị Bưởi."))
    assert "Bưởi" in editor.get(page).text
    typed = {"question": "Đèn tắt.", "answer": "Chào bà Trần Thị Bưởi."}
    assert "Còn thông tin cá nhân" in Page(post(editor, page, page, **typed), status=422).text("main")
    assert post(editor, page, page, question="Đèn tắt.", answer="Đã thay bóng.").status_code == 303
    db.session.expire_all()
    assert (row.status, row.public_answer) == (Status.PUBLISHED, "Đã thay bóng.")
    assert post(editor, f"{page}go-xuong", page).status_code == 303
    assert post(editor, f"{page}khong-cong-khai", page, why="private").status_code == 303
    db.session.expire_all()
    assert (row.status, row.published_at, row.kept_back) == (Status.PENDING_PUBLICATION, None, "private")


def test_the_test_box_says_where_it_would_go(ctx: Flask) -> None:
    office = make_office(name="Ủy ban nhân dân phường Thử")
    triage, page = desk(ctx, Role.SUPPORT), "/desk/phan-anh/luat/"
    assert "bộ phận điều phối" in Page(triage.get(f"{page}?loai=question&xa=")).text("#thu")
    assert post(triage, page, page, kind="question", unit="", office=str(office)).status_code == 303
    assert "phường Thử" in Page(triage.get(f"{page}?loai=question&xa=")).text("#thu")
    assert post(triage, page, page, kind="question", unit="", office="x").status_code == 422


def test_what_was_made_public_is_read_and_found_by_everybody(ctx: Flask) -> None:
    row, by = told(phone="0912345678"), person(make_staff(Role.SUPPORT))
    working.do(row.id, working.Act(Move.ANSWER, by, "Chào bác Ba."))
    words = publishing.Words("Đèn đường hẻm 12 tắt ba đêm.", "Đã thay bóng ngày 20/11/2026.")
    publishing.publish(row.id, words, by)
    current.tell()
    everybody = Browser(ctx)
    shown = Page(everybody.get("/phan-anh/da-tra-loi/"))
    assert "Đèn đường hẻm 12" in shown.text("main")
    one = Page(everybody.get(f"/phan-anh/da-tra-loi/{row.id}/"))
    assert "Đã thay bóng" in one.text("main")
    assert "bác Ba" not in one.html
    assert "Đèn đường hẻm 12" in Page(everybody.get("/tim-kiem/?q=den+duong+tat")).text("main")
    publishing.take_down(row.id, by)
    current.tell()
    assert everybody.get(f"/phan-anh/da-tra-loi/{row.id}/").status_code == 404
    assert Page(everybody.get("/phan-anh/da-tra-loi/")).has(".empty")


def test_its_sender_is_asked_answers_and_says_whether_it_is_done(ctx: Flask) -> None:
    row, by = told(), person(make_staff(Role.SUPPORT))
    browser, page = Browser(ctx, use_cookies=True), f"/phan-anh/{row.code}/"
    working.do(row.id, working.Act(Move.ASK, by, "Cột số mấy?"))
    assert "Cột số mấy?" in Page(browser.get(page)).text("main")
    assert Page(post(browser, f"{page}bo-sung", page, words=" "), status=422).has("[role=alert]")
    before = row.answer_by
    row.paused_at = clock.now() - dt.timedelta(days=14)
    item(row).paused_at = row.paused_at
    db.session.commit()
    assert post(browser, f"{page}bo-sung", page, words="Cột 7 nhà bà Bưởi").status_code == 303
    db.session.expire_all()
    assert before
    assert row.answer_by == item(row).due_at
    assert (item(row).due_at or before) >= before + dt.timedelta(days=10), "two weeks, less the days off"
    assert "Bưởi" not in browser.get(page).text, "a code may be overheard"
    working.do(row.id, working.Act(Move.ANSWER, by, "Đã thay bóng cột 7."))
    assert "Đã thay bóng cột 7." in Page(browser.get(page)).text("main")
    assert post(browser, f"{page}chua-xong", page, words="Vẫn tắt").status_code == 303
    working.do(row.id, working.Act(Move.ANSWER, by, "Đã thay cả dây."))
    assert not Page(browser.get(page)).has("#words"), "once"
    assert post(browser, f"{page}da-xong", page).status_code == 303
    db.session.expire_all()
    assert row.verdict is Verdict.SOLVED
    assert browser.post(f"{page}da-xong").status_code == 422, "without a token"


def test_what_should_be_known_first_is_said_once(ctx: Flask) -> None:
    browser = Browser(ctx, use_cookies=True)
    hidden = opened(browser)
    legal = {"text": "Tôi tố cáo ông chủ tiệm", "kind": "field_report"}
    said = Page(sent(browser, hidden, **legal), status=422)
    assert "Khiếu nại, tố cáo không gửi qua trang này" in said.text("main")
    assert sent(browser, hidden, **legal, law="1").status_code == 303
    here = {"latitude": "10.53512", "longitude": "106.41377"}
    assert sent(browser, opened(browser), **here).status_code == 303
    row = db.session.scalars(select(Feedback).where(Feedback.latitude.is_not(None))).one()
    assert (row.latitude, row.longitude) == (10.535, 106.414)
    again, near = opened(browser), {"text": "Tối quá", "latitude": "10.5349", "longitude": "106.4136"}
    assert "Có thể đã có người báo việc này" in Page(sent(browser, again, **near), status=422).text("main")
    assert sent(browser, again, **near, own="1").status_code == 303
    far = {"text": "Tối quá đi", "latitude": "10.5549", "longitude": "999"}
    assert sent(browser, opened(browser), **far).status_code == 303
