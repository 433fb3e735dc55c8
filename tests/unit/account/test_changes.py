"""What the webhook tells about quotas and templates: the newest word stands, whatever comes twice or late."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from portal.account.models import Quota, Template
from portal.account.operations import note_change
from portal.core import clock
from portal.core.db import db

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def template() -> Template:
    db.session.rollback()
    return db.session.scalars(select(Template)).one()


def test_a_new_daily_quota_is_kept(ctx: Flask) -> None:
    assert note_change("change_oa_daily_quota", 5000, NOW)
    assert note_change("change_oa_daily_quota", "8000", NOW + HOUR)
    kept = db.session.scalars(select(Quota)).one()
    assert (kept.name, kept.total, kept.source) == ("oa_daily", 8000, "event")


def test_a_repeat_and_an_older_word_change_nothing(ctx: Flask) -> None:
    assert note_change("change_oa_daily_quota", 5000, NOW)
    assert not note_change("change_oa_daily_quota", 5000, NOW)
    assert not note_change("change_oa_daily_quota", 100, NOW - HOUR)
    assert db.session.scalars(select(Quota.total)).one() == 5000


def test_each_field_of_a_template_has_its_own_time(ctx: Flask) -> None:
    assert note_change("change_template_status", "ENABLE", NOW, template_id="267247")
    assert note_change("change_template_quality", "LOW", NOW - HOUR, template_id="267247")
    assert note_change("change_template_quota", 500, NOW, template_id="267247")
    assert not note_change("change_template_status", "DISABLE", NOW - HOUR, template_id="267247")
    found = template()
    assert (found.status, found.quality, found.quota) == ("ENABLE", "LOW", "500")


def test_a_template_that_is_switched_off_is_alarming(ctx: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert note_change("change_template_status", "DISABLE", NOW, template_id="267247", reason="low quality")
    assert template().reason == "low quality"
    assert "may not be used" in caplog.text


@pytest.mark.parametrize(
    ("kind", "value", "template_id"),
    [
        ("change_oa_daily_quota", "many", ""),
        ("change_oa_daily_quota", True, ""),
        ("change_oa_daily_quota", None, ""),
        ("change_oa_daily_quota", -1, ""),
        ("change_template_status", "ENABLE", ""),
        ("change_template_status", None, "1"),
        ("change_something_new", "x", "1"),
    ],
)
def test_what_cannot_be_read_changes_nothing(ctx: Flask, kind: str, value: object, template_id: str) -> None:
    assert not note_change(kind, value, clock.now(), template_id=template_id)
    assert not db.session.scalars(select(Quota)).all()
    assert not db.session.scalars(select(Template)).all()
