"""From a draft to the portal and back: who may, in which order, and what citizens read meanwhile."""

import datetime as dt
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock, settings
from portal.core.db import db
from portal.core.errors import Conflict, Denied, Missing, Refused
from portal.news import queries as news
from portal.news.models import Kind
from portal.newsroom import deciding, operations
from portal.newsroom.checking import publishing
from portal.newsroom.models import Revision, State, Step
from portal.staff.models import AuditRow, Role
from tests.newsroom import draft, item, make_item, person, shown

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _ready(ctx: Flask) -> None:
    """Every test writes."""


def acts(item_id: uuid.UUID) -> list[str]:
    """What its history says."""
    return list(db.session.scalars(select(Step.act).filter_by(item_id=item_id).order_by(Step.id)))


def test_nothing_of_a_draft_is_seen_until_it_is_published() -> None:
    author, chief = person(), person(Role.PUBLISHER)
    made = make_item(author=author, body="<p>Mới</p><script>x</script>", slug="nghi-le")
    deciding.submit(made, author)
    assert shown(made) is None
    deciding.approve(made, chief, 1)
    assert shown(made) is None
    assert deciding.schedule(made, chief) is State.PUBLISHED
    told = shown(made)
    assert told
    assert (told.slug, told.body, told.revision) == ("nghi-le", "<p>Mới</p>", 1)
    assert acts(made) == ["submitted", "approved", "published"]
    assert news.newest()[0].id == made


def test_nobody_approves_what_they_wrote_in_but_may_say_why_it_cannot_wait() -> None:
    author, helper = person(Role.PUBLISHER), person(Role.PUBLISHER)
    made = make_item(author=author)
    operations.save(made, 1, draft(title="Lịch nghỉ lễ 2/9"), helper)
    deciding.submit(made, author)
    for one in (author, helper):
        with pytest.raises(Denied):
            deciding.approve(made, one, 2)
    assert item(made).state is State.REVIEW
    deciding.bypass(made, author, 2, "Bão vào bờ trong hai giờ nữa")
    assert item(made).state is State.APPROVED
    assert db.session.scalars(select(AuditRow.user_id).filter_by(act="news.bypassed")).all() == [author]


def test_what_was_agreed_to_is_what_was_seen() -> None:
    author, chief = person(), person(Role.PUBLISHER)
    made = make_item(State.REVIEW, author=author)
    operations.save(made, 1, draft(title="Khác"), author)
    deciding.submit(made, author)
    with pytest.raises(Conflict):
        deciding.approve(made, chief, 1)
    deciding.approve(made, chief, 2)
    operations.save(made, 2, draft(title="Lại khác"), author)
    assert item(made).state is State.DRAFT
    with pytest.raises(Conflict):
        deciding.schedule(made, chief)
    assert shown(made) is None


def test_the_live_text_stays_until_the_next_is_published_and_a_rename_leads_on() -> None:
    author, chief = person(), person(Role.PUBLISHER)
    made = make_item(State.PUBLISHED, author=author, title="Tên cũ")
    operations.save(made, 1, draft(title="Tên mới", slug="ten-moi"), author)
    told = shown(made)
    assert told
    assert (told.title, told.slug) == ("Tên cũ", "ten-cu")
    deciding.submit(made, author)
    deciding.approve(made, chief, 2)
    deciding.schedule(made, chief)
    told = shown(made)
    assert told
    assert (told.title, told.slug) == ("Tên mới", "ten-moi")
    assert news.moved("ten-cu") == "ten-moi"
    assert deciding.undo(made, chief, "Nhầm") is True
    told = shown(made)
    assert told
    assert (told.title, told.revision) == ("Tên cũ", 1)


def test_undo_ends_with_the_hour_and_withdrawing_tells_why(monkeypatch: pytest.MonkeyPatch) -> None:
    made, other = make_item(State.PUBLISHED), make_item(State.PUBLISHED)
    assert deciding.undo(made, None, "Bài đăng nhầm") is False
    told = shown(made)
    assert told
    assert told.withdrawn_why == "Bài đăng nhầm"
    assert item(made).state is State.DRAFT
    assert [one.id for one in news.newest()] == [other]
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.now(dt.UTC) + HOUR)
    with pytest.raises(Conflict):
        deciding.undo(other, None, "Muộn")
    deciding.withdraw(other, None, "Lịch đã đổi")
    assert item(other).state is State.WITHDRAWN
    assert news.newest() == []
    assert news.by_slug("lich-nghi-le-2").withdrawn_why == "Lịch đã đổi"


def test_an_alert_always_ends_and_nothing_ends_before_it_begins() -> None:
    made = make_item(State.APPROVED, kind=Kind.ALERT, alert_level="danger")
    now = clock.now()
    for plan in ({}, {"expire_at": now - HOUR}, {"publish_at": now + 2 * HOUR, "expire_at": now + HOUR}):
        with pytest.raises(Refused):
            deciding.schedule(made, None, **plan)
    deciding.schedule(made, None, expire_at=now + HOUR)
    assert [alert.title for alert in news.alerts()] == ["Lịch nghỉ lễ"]
    with pytest.raises(Refused):
        deciding.extend(made, None, None, None)
    deciding.withdraw(made, None, "Bão đã tan")
    assert news.alerts() == []


def test_two_people_never_lose_a_text_and_restoring_writes_a_new_revision() -> None:
    author = person()
    made = make_item(author=author)
    assert operations.save(made, 1, draft(title="Hai"), author, name="Bản gửi chị Hoa") == 2
    with pytest.raises(Conflict):
        operations.save(made, 1, draft(title="Người khác"), author)
    assert operations.save(made, 2, draft(title="Hai"), author) == 2
    assert operations.restore(made, 1, author) == 3
    rows = db.session.scalars(select(Revision).filter_by(item_id=made).order_by(Revision.number)).all()
    assert [(row.number, row.title, row.restored_from) for row in rows] == [
        (1, "Lịch nghỉ lễ", None),
        (2, "Hai", None),
        (3, "Lịch nghỉ lễ", 1),
    ]
    with pytest.raises(Missing):
        operations.restore(made, 9, author)


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.PUBLISHED])
def test_steps_out_of_turn_change_nothing(state: State) -> None:
    made = make_item(state)
    before = acts(made)
    with pytest.raises(Conflict):
        deciding.schedule(made, None)
    with pytest.raises(Conflict):
        deciding.unschedule(made, None)
    if state is not State.PUBLISHED:
        with pytest.raises(Conflict):
            deciding.withdraw(made, None, "Không có gì")
    assert acts(made) == before


def test_faults_keep_a_text_back_when_the_setting_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told = settings.get().model_copy(update={"newsroom_block": "errors"})
    monkeypatch.setattr(settings, "get", lambda: told)
    made = make_item(body='<p>Ảnh</p><img src="/media/x.jpg">')
    with pytest.raises(publishing.Barred):
        deciding.submit(made, None)
    assert item(made).state is State.DRAFT
