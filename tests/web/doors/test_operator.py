"""The operator's pages: what to watch, the menu's sheet, and how Zalo verifies the domain."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.chat import messages, watching
from portal.chat.models import InboxEvent
from portal.core import clock, limits, settings, watch
from portal.core.db import db
from portal.core.watch import Level, Line
from portal.doors import lines
from portal.dossiers.operations.digits import HOUR
from portal.notifications import operations as notifications
from portal.notifications.models import QuotaDay, State
from portal.notifications.operations import Owed
from portal.staff.models import Role
from tests.desk import Browser, sign_in
from tests.factories import keep, make_person, make_staff
from tests.page import Page

OA = "2958416037745520183"


@pytest.fixture
def admin(ctx: Flask) -> FlaskClient:
    made = Browser(ctx, ctx.response_class, use_cookies=True)
    sign_in(made, make_staff(Role.ADMIN))
    return made


def _owe(state: State) -> None:
    params = {"text": "Chào"}
    notifications.notify(
        [Owed(make_person(), "chat_reply", "inbox_event", uuid.uuid4(), 1, params, consent=None)]
    )
    db.session.execute(
        text("UPDATE intent SET state = :state, settled_at = now(), due_at = now() - interval '10 minutes'"),
        {"state": state.value},
    )
    db.session.commit()


def _event(minutes: float, *, done: bool) -> None:
    at = clock.now() - dt.timedelta(minutes=minutes)
    keep(
        InboxEvent(
            event_key=f"k{minutes}",
            oa_id=OA,
            name="user_send_text",
            user_id="1",
            raw=b"{}",
            event_at=at,
            received_at=at,
            due_at=at,
            done_at=at if done else None,
        )
    )


def _quota(used: int) -> None:
    keep(QuotaDay(oa_id=OA, day=clock.today(), used=used, cap=100))


def _count(name: str, times: int) -> None:
    for _ in range(times):
        limits.count(name, 3600)


CASES: list[tuple[Callable[[], Line], Callable[[], object], Level]] = [
    (lines.token, lambda: None, Level.MIND),  # a token from the settings, which nobody can change for us
    (lines.quota, lambda: _quota(10), Level.GOOD),
    (lines.quota, lambda: _quota(80), Level.MIND),
    (lines.quota, lambda: _quota(100), Level.ACT),
    (lines.due, lambda: None, Level.GOOD),
    (lines.due, lambda: _owe(State.QUEUED), Level.ACT),
    (lines.unknown, lambda: None, Level.GOOD),
    (lines.unknown, lambda: _owe(State.UNKNOWN), Level.MIND),
    (lines.refused, lambda: _owe(State.REFUSED), Level.GOOD),
    (lines.wrong_digits, lambda: _count(HOUR, 3), Level.GOOD),
    (lines.wrong_digits, lambda: _count(HOUR, 300), Level.MIND),
    (watching.webhook, lambda: None, Level.MIND),
    (watching.webhook, lambda: _event(1, done=True), Level.GOOD),
    (watching.webhook, lambda: _event(60 * 24 * 20, done=True), Level.ACT),
    (watching.inbox, lambda: None, Level.GOOD),
    (watching.inbox, lambda: _event(5, done=False), Level.ACT),
    (watching.forged, lambda: None, Level.GOOD),
    (watching.forged, lambda: _count(watching.FORGED, 1), Level.MIND),
]


@pytest.mark.usefixtures("ctx")
@pytest.mark.parametrize(("line", "arrange", "level"), CASES)
def test_each_line_crosses_its_threshold(
    line: Callable[[], Line], arrange: Callable[[], object], level: Level
) -> None:
    arrange()
    found = line()
    assert found.level is level
    assert found.said
    assert (level is Level.GOOD) or found.todo, "what to do stands beside what is wrong"


@pytest.mark.usefixtures("ctx")
def test_a_threshold_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    _owe(State.REFUSED)
    strict = settings.get().model_copy(update={"watch_refused": 1})
    monkeypatch.setattr(settings, "get", lambda: strict)
    assert lines.refused().level is Level.MIND


def test_the_page_shows_every_line_the_worst_first_and_comes_again(admin: FlaskClient) -> None:
    _quota(100)
    page = Page(admin.get("/desk/zalo/theo-doi/"))
    assert len(page.all("#doors-lines h2")) == len(watch.lines())
    assert page.all("#doors-lines h2")[0] == "Hạn mức tin trong ngày"
    assert page.all("#doors-lines .chip")[0] == "Cần xử lý"
    piece = Page(admin.get("/desk/zalo/theo-doi/", headers={"HX-Request": "true"}))
    assert not piece.is_whole
    assert piece.text("#doors-lines") == page.text("#doors-lines")


def test_the_metrics_say_the_same(client: FlaskClient) -> None:
    _quota(100)
    told = client.get("/metrics").text
    assert "portal_watch_quota_left_percent 0.0" in told
    assert "portal_watch_quota_left_percent_level 2.0" in told
    for line in watch.lines():
        assert f"portal_watch_{line.key}_level" in told


def _targets(page: Page) -> list[str]:
    return [node.text for node in page.find("tbody td") if node.attrs["data-label"] == "Địa chỉ hoặc từ khóa"]


def test_the_menu_s_sheet_fits_what_zalo_takes(admin: FlaskClient) -> None:
    page = Page(admin.get("/desk/zalo/menu/"))
    rows = page.find("tbody tr")
    assert 3 <= len(rows) <= 5
    for target in _targets(page):
        assert target.startswith((settings.get().base_url + "/", "#")), target
    assert page.attr("img.qr", "src") == "/qrcode/zalo-qrcode.svg"


def test_the_keyword_of_the_menu_is_one_the_chat_knows(admin: FlaskClient) -> None:
    told = {item for item in _targets(Page(admin.get("/desk/zalo/menu/"))) if item.startswith("#")}
    assert told == {messages.PERSON}


def test_zalo_verifies_the_domain_by_file_and_tag(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/zalo_verifierAbC.html").status_code == 404
    known = settings.get().model_copy(update={"zalo_verifier": "AbC-1_2, second"})
    monkeypatch.setattr(settings, "get", lambda: known)
    told = client.get("/zalo_verifierAbC-1_2.html")
    assert (told.status_code, told.mimetype) == (200, "text/html")
    assert 'content="AbC-1_2"' in told.text
    assert client.get("/zalo_verifierother.html").status_code == 404
    front = Page(client.get("/"))
    tags = [node.attrs["content"] for node in front.find("meta[name=zalo-platform-site-verification]")]
    assert tags == ["AbC-1_2", "second"]
    assert not Page(client.get("/ho-tro/")).has("meta[name=zalo-platform-site-verification]")
