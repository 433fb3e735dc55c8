"""The desk of people who asked for a person: who sees it, who acts, and what two officers at once do."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.chat import handovers, waiting
from portal.chat.models import Handover, Talk
from portal.citizens import operations as citizens
from portal.citizens.models import ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db
from portal.core.watch import Level
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page

LIST = "/desk/zalo/can-bo/"


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request stands for itself, as in a real server."""
    monkeypatch.setattr(app, "test_client_class", Browser)


def signed_in(client: FlaskClient, role: Role = Role.OFFICER) -> FlaskClient:
    assert sign_in(client, make_staff(role)) == 303
    return client


def asked(name: str | None = None, user_id: str = "6713920485510237746") -> uuid.UUID:
    """Somebody asked for a person; the wish's id."""
    citizen_id = citizens.touch(settings.get().zalo_oa_id, user_id, clock.now())
    row = db.session.scalars(select(ZaloIdentity).filter_by(citizen_id=citizen_id)).one()
    row.display_name = name
    db.session.commit()
    handovers.ask(citizen_id, clock.now())
    return db.session.scalars(select(Handover.id).filter_by(citizen_id=citizen_id)).one()


def state(talk_id: uuid.UUID) -> Talk:
    """How it stands now."""
    db.session.expire_all()
    return db.session.scalars(select(Handover.state).filter_by(id=talk_id)).one()


def act(client: FlaskClient, talk_id: uuid.UUID, verb: str, *, is_piece: bool = False) -> tuple[int, str]:
    """Press a button of the page."""
    token = Page(client.get(LIST)).attr("input[name=csrf_token]", "value")
    headers = {"HX-Request": "true"} if is_piece else {}
    answer = client.post(f"{LIST}{talk_id}/{verb}", data={"csrf_token": token}, headers=headers)
    return answer.status_code, answer.text


def test_nobody_waits(client: FlaskClient, ctx: Flask) -> None:
    page = Page(signed_in(ctx.test_client()).get(LIST))
    assert "Không ai đang chờ" in page.text()


def test_who_waits_is_shown_by_name_or_by_the_end_of_the_id(ctx: Flask) -> None:
    asked("Trần Thị Bích")
    asked(None, "5820174639920145583")
    page = Page(signed_in(ctx.test_client()).get(LIST))
    assert "Trần Thị Bích" in page.text()
    assert "…145583" in page.text()
    assert "5820174639920145583" not in page.text()


def test_an_officer_takes_and_closes_and_both_are_written_down(ctx: Flask) -> None:
    talk, client = asked("Trần Thị Bích"), signed_in(ctx.test_client())
    assert act(client, talk, "nhan")[0] == 303
    assert state(talk) is Talk.TAKEN
    status, text = act(client, talk, "xong", is_piece=True)
    assert (status, state(talk)) == (200, Talk.CLOSED)
    assert "<html" not in text
    acts = set(db.session.scalars(select(AuditRow.act).where(AuditRow.subject_kind == "handover")))
    assert acts == {"handover.take", "handover.close"}
    assert "Trần Thị Bích" in client.get(f"{LIST}?loc=da-xong").text


def test_the_second_officer_is_told_that_it_was_taken(ctx: Flask) -> None:
    talk = asked()
    first, second = signed_in(ctx.test_client()), signed_in(ctx.test_client())
    token = Page(second.get(LIST)).attr("input[name=csrf_token]", "value")
    act(first, talk, "nhan")
    answer = second.post(f"{LIST}{talk}/nhan", data={"csrf_token": token}, headers={"HX-Request": "true"})
    assert "cán bộ khác nhận" in answer.text


def test_who_only_reads_has_no_buttons_and_may_not_act(ctx: Flask) -> None:
    talk, client = asked(), signed_in(ctx.test_client(), Role.LEADER)
    assert "Nhận trả lời" not in client.get(LIST).text
    token = Page(client.get("/desk/")).attr("input[name=csrf_token]", "value")
    assert client.post(f"{LIST}{talk}/nhan", data={"csrf_token": token}).status_code == 403
    assert state(talk) is Talk.WAITING


def test_a_conversation_that_is_not_there_is_missing(ctx: Flask) -> None:
    client = signed_in(ctx.test_client())
    asked()
    assert act(client, uuid.uuid4(), "nhan")[0] == 404


@pytest.mark.parametrize("page", ["0", "-1", "9999999", "x"])
def test_odd_page_numbers_show_a_page(ctx: Flask, page: str) -> None:
    assert signed_in(ctx.test_client()).get(f"{LIST}?trang={page}&loc=da-xong").status_code == 200


def test_the_operator_sees_that_somebody_waits(ctx: Flask) -> None:
    assert waiting.line().level is Level.GOOD
    talk = asked()
    assert (waiting.line().level, waiting.line().value) == (Level.MIND, 1.0)
    db.session.get_one(Handover, talk).asked_at -= waiting.LONG_WAIT
    db.session.commit()
    assert waiting.line().level is Level.ACT
