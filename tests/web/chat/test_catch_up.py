"""Reading the recent chats from the desk and by command: who may, what is shown, what a second press does."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.chat import jobs
from portal.chat.commands import catch_up as command
from portal.chat.models import CatchUp, CatchUpState
from portal.core.db import db
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.unit.chat.catching.conftest import Say, _sim, latest, say, sim
from zalosim.server import Sim

PAGE = "/desk/zalo/nhat-ky/lay-lai/"
AN = "6713920485510237746"
__all__ = ["_sim", "say", "sim"]


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request stands for itself, as in a real server."""
    monkeypatch.setattr(app, "test_client_class", Browser)


def press(client: FlaskClient, hours: str = "24", *, is_piece: bool = False, status: int = 200) -> Page:
    """The button; what comes back."""
    token = Page(client.get(PAGE)).attr("input[name=csrf_token]", "value")
    headers = {"HX-Request": "true"} if is_piece else {}
    answer = client.post(PAGE, data={"csrf_token": token, "hours": hours}, headers=headers)
    if answer.status_code == 303:
        answer = client.get(answer.location)
    return Page(answer, status=status)


def test_an_administrator_reads_the_chats_and_sees_what_was_found(sim: Sim, say: Say, ctx: Flask) -> None:
    client = ctx.test_client()
    assert sign_in(client, make_staff(Role.ADMIN)) == 303
    assert "Chưa lần nào" in Page(client.get(PAGE)).text("#chat-readings")
    say(AN, "Xin chào")
    assert "Đang đọc" in press(client).text("#chat-readings")
    assert "chưa xong" in press(client).text()
    run = latest()
    assert run is not None
    assert run.asked_by is not None
    assert db.session.query(AuditRow).filter_by(act="chats.catch_up").count() == 1
    jobs.catch_up(str(run.id))
    piece = client.get(PAGE, headers={"HX-Request": "true"}).text
    assert "every 3s" not in piece
    assert "Đã đọc xong" in piece
    db.session.execute(update(CatchUp).values(state=CatchUpState.FAILED, error="answered", error_code=-223))
    db.session.commit()
    assert "chưa cấp quyền" in Page(client.get(PAGE)).text("#chat-readings")
    assert press(client, "9999", status=422).has("[aria-invalid=true]")
    assert "Đang đọc" in press(client, "2", is_piece=True).text("#chat-readings")


def test_an_officer_sees_and_cannot_ask(ctx: Flask) -> None:
    client = ctx.test_client()
    assert sign_in(client, make_staff(Role.OFFICER)) == 303
    page = Page(client.get(PAGE))
    assert not page.has("select[name=hours]")
    token = page.attr("input[name=csrf_token]", "value")
    assert client.post(PAGE, data={"csrf_token": token, "hours": "24"}).status_code == 403


def test_the_command_rehearses_reads_and_tells_why_not(sim: Sim, say: Say, ctx: Flask) -> None:
    runner = ctx.test_cli_runner()
    say(AN, "Xin chào")
    assert "1 would be kept, 1 would be answered" in runner.invoke(command, ["--dry-run"]).output
    assert latest() is None
    found = json.loads(runner.invoke(command, ["--hours", "2", "--json"]).output)
    assert (found["kept"], found["answerable"], found["dry_run"]) == (1, 1, False)
    assert "1 known, 0 kept, 0 answered" in runner.invoke(command, []).output
    sim.faults([{"what": "error", "error": -223, "endpoint": "/v2.0/oa/listrecentchat"}])
    refused = runner.invoke(command, [])
    assert refused.exit_code == 1
    assert "Zalo does not tell now" in refused.output
    assert runner.invoke(command, ["--hours", "0"]).exit_code == 2
