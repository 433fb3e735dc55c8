"""After publishing: what is taken back is said where it was read, and to whoever carried it on."""

import datetime as dt
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock, kept
from portal.news.models import Kind
from portal.newsroom import deciding, notes, operations
from portal.newsroom.models import State
from portal.staff.models import Role
from tests.newsroom import draft, make_item, person
from tests.page import Page

HOUR = dt.timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _nothing_from_before() -> None:
    kept.shelf.clear()


def feed(client: FlaskClient) -> list[tuple[str | None, str | None]]:
    """Title and summary of every entry."""
    root = Xml.fromstring(client.get("/thong-tin/feed.xml").data)  # noqa: S314 - our own
    found = root.iter(f"{ATOM}entry")
    return [(one.findtext(f"{ATOM}title"), one.findtext(f"{ATOM}summary")) for one in found]


def test_what_was_taken_back_is_said_on_its_page_in_the_feed_and_to_whoever_carried_it(
    ctx: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[notes.TakenBack] = []
    monkeypatch.setattr(notes, "_hearers", [])
    notes.hear(heard.append)
    author, chief = person(), person(Role.PUBLISHER)
    gone = make_item(State.PUBLISHED, title="Đăng nhầm")
    made = make_item(State.PUBLISHED, author=author, title="Lịch tiêm", expire_at=clock.now() + 9 * HOUR)
    operations.save(made, 1, draft(title="Lịch tiêm sai"), author)
    deciding.submit(made, author)
    deciding.approve(made, chief, 2)
    deciding.schedule(made, chief, expire_at=clock.now() + 2 * HOUR)
    deciding.undo(gone, chief, "Bài này đăng nhầm")
    deciding.undo(made, chief, "Sai ngày")
    assert set(feed(client)) == {("Lịch tiêm", "Nghỉ ba ngày"), ("Đã gỡ: Đăng nhầm", "Bài này đăng nhầm")}
    assert "đã được rút lại" in Page(client.get("/tin/lich-tiem/")).text("main .alert")
    assert [(one.item_id, one.revision, one.stands) for one in heard] == [(gone, 1, None), (made, 2, 1)]
    later = clock.now() + 3 * HOUR  # the end of what was taken back does not end what stands there again
    monkeypatch.setattr(clock, "now", lambda: later)
    assert feed(client)[0] == ("Lịch tiêm", "Nghỉ ba ngày")


def test_a_published_hotline_and_a_centre_stand_on_the_support_page(
    ctx: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = make_item(
        State.PUBLISHED,
        kind=Kind.HOTLINE,
        title="Phản ánh giá điện",
        details={"phone": "19001006", "hours": "24/7"},
    )
    told = {
        "address": "12 Trần Phú",
        "phone": "(0276) 3822-222",
        "hours": "thứ Hai đến Chủ nhật 7:00-11:00, 13:00-17:00",
    }
    centre = make_item(State.PUBLISHED, kind=Kind.CENTRE, title="Nhà khách tỉnh", details=told)
    at = dt.datetime(2026, 11, 25, 4, 45, tzinfo=dt.UTC)  # a Wednesday, 11:45 in Vietnam
    monkeypatch.setattr(clock, "now", lambda: at)
    page = Page(client.get("/ho-tro/")).text("main")
    assert "Phản ánh giá điện" in page
    assert "19001006" in page
    assert "Nhà khách tỉnh" in page
    assert "mở lại lúc 13:00 hôm nay" in page
    for one in (line, centre):
        deciding.withdraw(one, None, "Không còn dùng")
    kept.shelf.clear()
    page = Page(client.get("/ho-tro/")).text("main")
    assert "Phản ánh giá điện" not in page
    assert "Nhà khách tỉnh" not in page
