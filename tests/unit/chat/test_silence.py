"""The alarm when Zalo says nothing: office time counts, nights and weekends do not."""

import datetime as dt
import logging

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.chat import operations, outage, silence
from portal.chat.models import InboxEvent, OutWhy
from portal.core import clock
from portal.core.db import transaction
from portal.staff.models import Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.zalo_events import mac_of, raw_of, said

pytestmark = pytest.mark.usefixtures("ctx")
FRIDAY = dt.datetime(2026, 9, 11, 16, 0, tzinfo=clock.VIETNAM)


def heard(at: dt.datetime) -> None:
    """The last event came then."""
    raw = raw_of(body := said("Xin chào"))
    operations.receive(raw, mac_of(raw, body["timestamp"]))
    with transaction() as session:
        session.execute(update(InboxEvent).values(received_at=at))


@pytest.mark.parametrize(
    ("later", "hours", "is_alarming"),
    [
        (dt.timedelta(minutes=30), 0.5, False),
        (dt.timedelta(hours=63), 1.0, False),  # Monday 07:00
        (dt.timedelta(hours=67.5), 5.0, True),  # Monday 11:30
    ],
)
def test_office_time_counts(later: dt.timedelta, hours: float, is_alarming: bool) -> None:
    heard(FRIDAY)
    with time_machine.travel(FRIDAY + later, tick=False):
        found = silence.now()
    assert (round(found.hours, 2), found.is_alarming) == (hours, is_alarming)


def test_an_account_that_never_told_anything_raises_no_alarm() -> None:
    assert silence.now() == silence.Silence(None, 0.0)
    assert outage.watch() is None


def test_the_alarm_is_logged_shown_on_the_desk_and_measured(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heard(clock.now() - dt.timedelta(days=20))
    with caplog.at_level(logging.ERROR):
        assert outage.watch() == outage.Outage(silence.now().since or clock.now(), OutWhy.SILENT)
    assert "the webhook does not work why=silent" in caplog.text
    monkeypatch.setattr(app, "test_client_class", Browser)
    client: FlaskClient = app.test_client()
    measured = client.get("/metrics").text
    assert "portal_webhook_silent 1.0" in measured
    assert "portal_webhook_out 1.0" in measured
    assert not Page(client.get("/desk/sign-in")).has(".alert-danger")
    assert sign_in(client, make_staff(Role.EDITOR)) == 303
    assert "Zalo" in Page(client.get("/desk/")).text(".alert-danger .alert-title")


def test_a_fresh_event_ends_the_alarm() -> None:
    heard(clock.now())
    assert outage.watch() is None
