"""The desk of unknown sends: what is shown, who may settle, and what each button does."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.notifications import gates, leases
from portal.notifications.models import Attempt, Intent, State
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.unit.notifications.owing import look, owe, person

LIST = "/desk/tin-chua-ro/"


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request stands for itself, as in a real server."""
    monkeypatch.setattr(app, "test_client_class", Browser)


def unknown(**over: object) -> uuid.UUID:
    """A message whose call ended in nobody knows what."""
    id_ = owe(person(), **over)
    gates.pass_through(leases.reserve([id_]))
    with transaction() as session:
        intent = session.get_one(Intent, id_)
        intent.state, intent.reason, intent.due_at = State.UNKNOWN, "unclear_answer", None
    db.session.remove()
    return id_


def signed_in(client: FlaskClient, role: Role = Role.OFFICER) -> FlaskClient:
    assert sign_in(client, make_staff(role)) == 303
    return client


def press(client: FlaskClient, id_: uuid.UUID, button: str, **headers: str) -> int:
    token = Page(client.get("/desk/password")).attr("input[name=csrf_token]", "value")
    return client.post(f"{LIST}{id_}/{button}", data={"csrf_token": token}, headers=headers).status_code


def test_nothing_unknown_is_said(client: FlaskClient) -> None:
    assert Page(signed_in(client).get(LIST)).has(".empty")


def test_an_unknown_send_shows_its_text_and_the_risk(client: FlaskClient) -> None:
    unknown(params={"code": "H80.1-250101-0042"})
    page = Page(signed_in(client).get(LIST))
    assert "H80.1-250101-0042" in page.text("blockquote")
    assert page.has(".alert-warn")
    assert len(page.find(".card form")) == 2


def test_who_may_look_need_not_be_who_settles(client: FlaskClient) -> None:
    id_ = unknown()
    page = Page(signed_in(client, Role.LEADER).get(LIST))
    assert page.has("blockquote")
    assert not page.has(".card form")
    assert press(client, id_, "gui-lai") == 403


def test_arrived_closes_it_as_sent_once(client: FlaskClient) -> None:
    id_ = unknown()
    signed_in(client)
    assert press(client, id_, "da-toi") == 303
    assert (look(id_).state, look(id_).reason) == (State.SENT, "officer_sent")
    assert press(client, id_, "gui-lai") == 409
    acts = db.session.execute(select(AuditRow.act, AuditRow.subject_id)).all()
    assert ("message.arrived", str(id_)) in [tuple(act) for act in acts]


def test_again_puts_it_back_into_the_queue(client: FlaskClient) -> None:
    id_ = unknown()
    signed_in(client)
    assert press(client, id_, "gui-lai", **{"HX-Request": "true"}) == 200
    assert (look(id_).state, look(id_).reason) == (State.QUEUED, "officer_again")
    assert db.session.scalars(select(Attempt.evidence)).all() == ["officer"]
    assert leases.reserve([id_])


def test_what_a_newer_version_made_old_is_not_sent_again(client: FlaskClient) -> None:
    someone, subject = person(), uuid.uuid4()
    old = owe(someone, subject_id=subject)
    gates.pass_through(leases.reserve([old]))
    owe(someone, subject_id=subject, subject_version=2)
    with transaction() as session:
        session.get_one(Intent, old).state = State.UNKNOWN
    signed_in(client)
    assert press(client, old, "gui-lai") == 303
    assert look(old).state is State.SUPERSEDED
