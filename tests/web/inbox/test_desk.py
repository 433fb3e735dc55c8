"""The desk of the inbox: who sees what, one answer, in the window, and polls that cost nothing."""

import datetime as dt
import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.chat import handovers
from portal.chat.models import Handover
from portal.citizens.models import ZaloIdentity
from portal.core import clock
from portal.core.db import db, transaction
from portal.inbox import absences, operations, replies
from portal.inbox.models import DeskReply, InboxItem, ItemState
from portal.notifications import letters
from portal.notifications.models import Intent, Lane
from portal.staff import queries as staff
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_dossier, make_office, make_staff
from tests.talks import ask

LIST = "/desk/inbox/"
HX = {"HX-Request": "true"}


class Officer:
    """Somebody signed in, who presses buttons."""

    def __init__(self, app: Flask, role: Role = Role.OFFICER, office_id: uuid.UUID | None = None) -> None:
        self.name = make_staff(role, office_id=office_id)
        self.browser = Browser(app, use_cookies=True)
        assert sign_in(self.browser, self.name) == 303
        found = staff.by_username(self.name)
        assert found is not None
        self.id = found.id

    def get(self, path: str, **head: str) -> TestResponse:
        """Open a page."""
        return self.browser.get(path, headers=head)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Press a button."""
        token = form_token(self.browser, "/desk/password")
        return self.browser.post(path, data={"csrf_token": token, **fields})


def _fields(page: TestResponse) -> dict[str, str]:
    """What the answer form of a page holds."""
    return {
        name: re.findall(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[-1] for name in ("key", "seen")
    }


def _item() -> InboxItem:
    db.session.expire_all()
    return db.session.scalars(select(InboxItem)).one()


def _texts() -> list[str]:
    """What was owed to citizens by officers."""
    rows = db.session.scalars(select(Intent).filter_by(kind="desk_reply").order_by(Intent.created_at))
    return [str(row.params["text"]) for row in rows]


def test_an_open_list_is_told_that_nothing_changed(ctx: Flask) -> None:
    officer = Officer(ctx)
    item_id = ask()
    page = officer.get(LIST)
    assert "Cần gặp cán bộ trên Zalo" in page.text
    tag = re.findall(r"If-None-Match&#34;: &#34;(.+?)&#34;}|If-None-Match\": \"(.+?)\"}", page.text)
    assert tag, page.text
    head = {**HX, "If-None-Match": "".join(tag[0]).replace("\\u0022", '"').replace('\\"', '"')}
    again = officer.get(LIST, **head)
    assert (again.status_code, again.text, again.headers["HX-Reswap"]) == (304, "", "none")
    assert officer.get(f"{LIST}?ai=mine", **head).status_code == 200, "another view is another list"
    other = Officer(ctx)
    assert other.get(LIST, **head).status_code == 200, "somebody else's tag opens nothing"
    operations.touch("talk", [_item().subject_id])
    assert officer.get(LIST, **head).status_code == 200
    poll = officer.get(f"{LIST}{item_id}/moi", **HX)
    assert (poll.status_code, "inbox-live" in poll.text) == (200, True)


def test_items_stay_within_rights_and_offices(ctx: Flask) -> None:
    here, there = make_office(), make_office()
    operations.put("unreached", uuid.uuid4(), title="H44-1", office_id=here)
    operations.put("unreached", uuid.uuid4(), title="H44-2", office_id=there)
    talk = ask()
    mine, support = Officer(ctx, office_id=here), Officer(ctx, Role.SUPPORT)
    page = mine.get(LIST).text
    assert ("H44-1" in page, "H44-2" in page, "Cần gặp" in page) == (True, False, True)
    assert "H44-1" not in support.get(LIST).text
    assert mine.post(f"{LIST}{talk}/chuyen", office=str(there), why="việc của họ").status_code == 303
    assert mine.get(f"{LIST}{talk}/").status_code == 404
    assert "việc của họ" in Officer(ctx, office_id=there).get(f"{LIST}{talk}/").text
    told = mine.post(f"{LIST}danh-sach.csv").text
    assert ("H44-1" in told, "H44-2" in told) == (True, False)
    assert Officer(ctx, Role.AUTHOR).get(LIST).status_code == 403


def test_two_officers_do_not_answer_twice_and_no_text_is_lost(ctx: Flask) -> None:
    code = make_dossier().code
    item_id = ask(f"hồ sơ {code} của tôi sao rồi")
    at = f"{LIST}{item_id}/"
    first, second = Officer(ctx), Officer(ctx)
    seen, late = first.get(at), second.get(at)
    assert code in seen.text, "the dossier stands beside the conversation"
    assert "cũng đang mở việc này" not in seen.text
    first.get(f"{at}moi", **HX)
    assert "cũng đang mở việc này" in second.get(f"{at}moi", **HX).text
    fields = _fields(seen)
    for _ in range(2):  # a double tap
        assert first.post(f"{at}tra-loi", text="Chào bạn.", when="now", **fields).status_code == 303
    refused = second.post(f"{at}tra-loi", text="Xin chào <b>bạn</b>.", when="now", **_fields(late))
    assert (refused.status_code, "Xin chào &lt;b&gt;bạn" in refused.text) == (422, True)
    assert "Đồng nghiệp vừa làm việc này" in refused.text
    assert _texts() == ["Chào bạn."]
    anyway = second.post(f"{at}tra-loi", text="Xin chào.", when="now", anyway="y", **_fields(late))
    assert (anyway.status_code, _texts()) == (303, ["Chào bạn.", "Xin chào."])
    assert (_item().state, _item().assignee_id) == (ItemState.PAUSED, second.id)
    handovers.heard(db.session.scalars(select(Handover.citizen_id)).one(), clock.now())
    assert _item().state is ItemState.TAKEN


def test_an_answer_waits_for_office_hours_and_can_be_taken_back(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = ask()
    at, officer = f"{LIST}{item_id}/", Officer(ctx)
    opens = clock.now() + dt.timedelta(hours=3)
    monkeypatch.setattr(replies, "next_opening", lambda: opens)
    for text in ("Một.", "Hai."):
        fields = _fields(officer.get(at))
        assert officer.post(f"{at}tra-loi", text=text, when="hours", **fields).status_code == 303
    assert (_texts(), replies.send_due()) == ([], 0)
    first = db.session.scalars(select(DeskReply.id).order_by(DeskReply.written_at)).first()
    officer.post(f"{at}tra-loi/{first}/huy")
    with transaction() as session:
        session.execute(update(DeskReply).values(due_at=clock.now()))
    assert (replies.send_due(), replies.send_due()) == (1, 0)
    assert _texts() == ["Hai."]


@pytest.mark.parametrize(
    ("days", "words"),
    [(0.5, "Trả lời được, miễn phí"), (3, "tính vào gói tin"), (8, "Không gửi được tin cho người này nữa")],
)
def test_the_box_says_what_may_still_be_sent(ctx: Flask, days: float, words: str) -> None:
    item_id = ask()
    with transaction() as session:
        past = clock.now() - dt.timedelta(days=days)
        session.execute(update(ZaloIdentity).values(last_interaction_at=past))
    officer = Officer(ctx)
    page = officer.get(f"{LIST}{item_id}/")
    assert words in page.text
    assert ('name="text"' in page.text) == (days < 7)
    if days > 7:
        told = officer.post(f"{LIST}{item_id}/tra-loi", text="a", when="now", key="k" * 20, seen="99")
        assert (told.status_code, _texts()) == (422, [])


def test_beyond_the_window_an_answer_goes_as_a_template_where_one_is_set_up(ctx: Flask) -> None:
    item_id = ask()
    letters.write("desk_reply", letters.TEMPLATE, letters.packed("7", {"noi_dung": "{text}"}, {}))
    with transaction() as session:
        past = clock.now() - dt.timedelta(days=8)
        session.execute(update(ZaloIdentity).values(last_interaction_at=past, is_following=True))
    officer = Officer(ctx)
    page = officer.get(f"{LIST}{item_id}/")
    assert "165 đồng" in page.text
    officer.post(f"{LIST}{item_id}/tra-loi", text="Chào bạn.", when="now", **_fields(page))
    assert db.session.scalars(select(Intent.lane).filter_by(kind="desk_reply")).one() is Lane.DOSSIER


def test_canned_replies_are_filled_and_holes_never_go_out(ctx: Flask) -> None:
    office = make_office()
    officer, all_over = Officer(ctx, office_id=office), Officer(ctx)
    words = LIST + "cau-soan-san/"
    assert officer.post(words, title="Chào", body="x", office="").status_code == 422, "not theirs"
    assert all_over.post(words, title="Lạ", body="{lạ}", office="").status_code == 422
    assert (
        all_over.post(words, title="Chào", body="Chào {ten}, tôi là {can_bo}.", office="").status_code == 303
    )
    found = re.search(r"sua=([0-9a-f-]{36})", all_over.get(words).text)
    assert found
    at = f"{LIST}{ask()}/"
    page = officer.get(f"{at}?mau={found[1]}")
    assert "Chào {ten}, tôi là Cán bộ thử." in page.text
    fields = _fields(page)
    refused = officer.post(f"{at}tra-loi", text="Chào {ten}.", when="now", **fields)
    assert (refused.status_code, _texts()) == (422, [])
    shown = officer.post(f"{at}xem-thu", text="Chào bạn.", when="now", **fields)
    assert "Người dân sẽ đọc" in shown.text
    assert officer.post(f"{words}{found[1]}/bo").status_code == 404, "not theirs to end"


def test_an_absent_officer_s_items_move_by_rule(ctx: Flask) -> None:
    away, stand_in, boss = Officer(ctx), Officer(ctx), Officer(ctx)
    item_id = ask()
    away.post(f"{LIST}{item_id}/giao", to="me")
    assert _item().assignee_id == away.id
    today = clock.today().isoformat()
    told = {"who": str(away.id), "since": today, "until": today}
    page = LIST + "vang-mat/"
    assert boss.post(page, **{**told, "until": "2020-01-01"}).status_code == 422
    assert boss.post(page, **told, stand_in=str(stand_in.id)).status_code == 303
    assert _item().assignee_id == stand_in.id
    assert absences.move() == 0
    entry = absences.enter(stand_in.id, clock.today(), clock.today(), None, boss.id)
    stranger = Officer(ctx, Role.OFFICER, office_id=make_office())
    assert stranger.post(f"{page}{entry}/bo").status_code == 404, "nobody of their office"
    assert (_item().assignee_id, _item().state) == (None, ItemState.WAITING)
    assert "Tự chuyển vì" in boss.get(f"{LIST}{item_id}/").text
    assert boss.post(f"{LIST}{item_id}/giao", to=str(Officer(ctx, Role.AUTHOR).id)).status_code == 303
    assert _item().assignee_id is None, "an author answers nobody"
    assert "Chưa ai nhận" in boss.get(LIST + "khoi-luong/").text


def test_notes_following_and_the_end(ctx: Flask) -> None:
    item_id = ask()
    officer, at = Officer(ctx), f"{LIST}{item_id}/"
    assert officer.post(f"{at}ghi-chu", note=" ").status_code == 422
    officer.post(f"{at}ghi-chu", note="Đã gọi\nhẹn chiều")
    officer.post(f"{at}theo-doi", follows="1")
    assert "Cần gặp" in officer.get(LIST + "?ai=followed").text
    assert "hẹn chiều" in officer.get(at).text
    officer.post(f"{at}xong")
    assert (_item().state, _item().closed_why) == (ItemState.CLOSED, "officer")
    assert db.session.scalars(select(Handover.state)).one() == "closed"
    assert 'name="text"' not in officer.get(at).text
    assert "Cần gặp" in officer.get(LIST + "?xem=closed").text
