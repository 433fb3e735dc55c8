"""Granting the tokens from the desk to Zalo and back, against the whole pretend Zalo."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import select, update

from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.staff.models import AuditRow, Role
from portal.zalo import journal, standing, tokens
from portal.zalo.models import ZaloConsent, ZaloToken
from portal.zalo.operations import grants, rotation
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_staff
from tests.page import Page
from zalosim.server import Sim

PAGE = "/desk/zalo/cap-quyen/"


@pytest.fixture
def sim(ctx: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sim]:
    with Sim() as running:
        monkeypatch.setenv("ZALO_OAUTH_BASE", running.url)
        monkeypatch.setenv("ZALO_TOKEN_TIMEOUT", "2")
        monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
        settings.get.cache_clear()
        running.configure(callback_url=grants.redirect_uri())
        yield running
    monkeypatch.undo()
    settings.get.cache_clear()


@pytest.fixture
def admin(ctx: Flask) -> Browser:
    browser = Browser(ctx)
    sign_in(browser, make_staff(Role.ADMIN))
    return browser


def begun(browser: Browser) -> str:
    """The link to Zalo's page, as the desk shows it."""
    answer = browser.post(PAGE, data={"csrf_token": form_token(browser, PAGE)})
    return Page(answer).attr("#grant a.btn", "href")


def agreed(url: str, decision: str = "approve") -> dict[str, str]:
    """What Zalo's page sends back when a person decided."""
    asked = {name: one[0] for name, one in parse_qs(urlsplit(url).query).items()}
    assert "Cấp quyền cho ứng dụng" in requests.get(url, timeout=5).text
    base = url.partition("?")[0]
    answer = requests.post(base, data={**asked, "decision": decision}, timeout=5, allow_redirects=False)
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == grants.redirect_uri()
    return {name: one[0] for name, one in parse_qs(back.query).items()}


def came_back(ctx: Flask, told: dict[str, str]) -> tuple[int, str]:
    """Zalo sends a browser that never saw the desk; status and words."""
    answer = Browser(ctx).get(grants.CALLBACK, query_string=told)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, Page(answer, status=answer.status_code).text("main")


def outcome() -> str | None:
    db.session.rollback()
    return db.session.scalars(select(ZaloConsent.outcome).order_by(ZaloConsent.created_at.desc())).first()


def test_a_grant_from_the_desk_and_back(ctx: Flask, admin: Browser, sim: Sim) -> None:
    told = agreed(begun(admin))
    assert told["oa_id"] == settings.get().zalo_oa_id
    status, words = came_back(ctx, told)
    assert status == 200
    assert "Đã cấp quyền" in words
    row = db.session.scalars(select(ZaloToken)).one()
    assert row.generation == 1
    assert row.consented_at is not None
    assert sim.world.tokens.alive(row.access_token or "", sim.world.clock.now_ms())
    assert not tokens.is_held()
    assert [
        act.act
        for act in db.session.scalars(select(AuditRow).order_by(AuditRow.id))
        if act.act.startswith("zalo")
    ] == [
        "zalo_consent.begin",
        "zalo_consent.end",
    ]
    with transaction() as session:
        session.execute(update(ZaloToken).values(due_at=row.issued_at))
    assert rotation.run() is rotation.Ran.CHANGED


def test_a_state_works_once_and_a_strange_one_never(ctx: Flask, admin: Browser, sim: Sim) -> None:
    told = agreed(begun(admin))
    assert came_back(ctx, {**told, "state": "x" * 22})[0] == 409
    assert came_back(ctx, told)[0] == 200
    status, words = came_back(ctx, told)
    assert status == 409
    assert "không còn dùng được" in words


def test_an_old_state_is_refused(ctx: Flask, admin: Browser, sim: Sim) -> None:
    told = agreed(begun(admin))
    with transaction() as session:
        session.execute(update(ZaloConsent).values(expires_at=ZaloConsent.created_at))
    assert came_back(ctx, told)[0] == 409


def test_another_account_is_refused_before_its_code_is_used(ctx: Flask, admin: Browser, sim: Sim) -> None:
    told = agreed(begun(admin))
    status, words = came_back(ctx, {**told, "oa_id": "1"})
    assert status == 409
    assert "trang Zalo khác" in words
    assert told["code"] in sim.world.tokens.codes
    assert db.session.scalars(select(ZaloToken)).all() == []


def test_a_refusal_has_no_code_and_is_told(ctx: Flask, admin: Browser, sim: Sim) -> None:
    status, words = came_back(ctx, agreed(begun(admin), "deny"))
    assert (status, outcome()) == (409, "denied")
    assert "từ chối" in words


def test_a_used_code_and_a_wrong_secret_have_sentences_of_their_own(
    ctx: Flask, admin: Browser, sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = agreed(begun(admin))
    sim.world.tokens.codes.clear()
    assert "quá 10 phút" in came_back(ctx, told)[1]
    assert outcome() == "-14005"
    told = agreed(begun(admin))
    monkeypatch.setenv("ZALO_APP_SECRET", "wrong")
    settings.get.cache_clear()
    assert "ZALO_APP_SECRET" in came_back(ctx, told)[1]


def test_the_console_may_hold_one_fixed_challenge(
    ctx: Flask, admin: Browser, sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_CODE_VERIFIER", "v" * 43)
    settings.get.cache_clear()
    one, two = (parse_qs(urlsplit(begun(admin)).query) for _ in range(2))
    assert one["code_challenge"] == two["code_challenge"]
    assert one["state"] != two["state"]
    assert came_back(ctx, agreed(begun(admin)))[0] == 200


@pytest.mark.parametrize("code", ["-14002", "-14003", "-14004", "-14005", "-14014", "-14018", "-1"])
def test_every_code_of_the_endpoint_has_a_sentence_and_a_step(code: str) -> None:
    assert all(len(said) > 10 for said in grants.sentence(code))
    assert all(len(said) > 10 for said in standing.sentence(code))


def test_a_change_under_way_asks_to_wait_and_keeps_the_state(
    ctx: Flask, admin: Browser, sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = agreed(begun(admin))
    monkeypatch.setattr(grants, "PATIENCE", 0.0)
    with journal.opened():
        status, words = came_back(ctx, told)
    assert (status, "Chờ một phút" in words) == (409, True)
    assert came_back(ctx, told)[0] == 200


def held(**values: Any) -> None:
    now = clock.now()
    with transaction() as session:
        session.add(
            ZaloToken(
                oa_id=settings.get().zalo_oa_id,
                generation=7,
                access_token="secret-access",
                refresh_token="secret-refresh",
                issued_at=now,
                expires_at=now + dt.timedelta(hours=25),
                consented_at=now,
                due_at=now,
                **values,
            )
        )


def test_the_page_tells_ages_and_never_a_value(ctx: Flask, admin: Browser) -> None:
    held(consent_needed_at=clock.now(), problem="-14014", problem_at=clock.now())
    page = Page(admin.get(PAGE))
    assert "Đang giữ tin" in page.text("#tokens")
    assert "cấp quyền lại" in page.text("#tokens").lower()
    assert "secret-" not in page.html
    assert not re.search(r"action=\"[^\"]*doi-ma", page.html)


def test_everybody_at_the_desk_sees_that_messages_are_held_and_administrators_the_way(
    ctx: Flask, admin: Browser
) -> None:
    assert "giữ lại" not in Page(admin.get("/desk/")).text("main")
    held(consent_needed_at=clock.now(), problem="-14014")
    page = Page(admin.get("/desk/"))
    assert "đang được giữ lại" in page.text("main")
    assert page.has(f'main .alert a[href="{PAGE}"]')
    officer = Browser(ctx)
    sign_in(officer, make_staff(Role.OFFICER))
    page = Page(officer.get("/desk/"))
    assert "báo quản trị" in page.text("main")
    assert not page.has(f'main .alert a[href="{PAGE}"]')


def test_a_change_may_be_asked_for_by_hand(ctx: Flask, admin: Browser) -> None:
    held()
    answer = admin.post(f"{PAGE}doi-ma", data={"csrf_token": form_token(admin, PAGE)})
    assert answer.status_code == 303
    assert "Đã yêu cầu đổi mã" in Page(admin.get(PAGE)).text("main")


def test_only_administrators_come_here(ctx: Flask) -> None:
    officer = Browser(ctx)
    sign_in(officer, make_staff(Role.LEADER))
    assert officer.get(PAGE).status_code == 403
    assert Browser(ctx).get(PAGE).status_code == 303
