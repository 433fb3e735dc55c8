"""Announcements in force, their addresses, and the alerts kept in memory."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.core import clock
from portal.core.errors import Missing, Refused
from portal.news import queries
from portal.news.models import Category
from tests.factories import make_news

NOON = dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_alerts_from_before() -> None:
    queries.forget_alerts()


def titles() -> list[str]:
    return [item.title for item in queries.latest().items]


def test_an_announcement_shows_from_its_minute_until_its_minute(ctx: Flask) -> None:
    make_news(title="Tin hẹn giờ", published_at=NOON, expires_at=NOON + 5 * MINUTE)
    shown = {}
    for minute in (-1, 0, 4, 5):
        with time_machine.travel(NOON + minute * MINUTE, tick=False):
            shown[minute] = titles()
    assert shown == {-1: [], 0: ["Tin hẹn giờ"], 4: ["Tin hẹn giờ"], 5: []}


def test_pinned_stands_first_then_the_newest(ctx: Flask) -> None:
    for n, pinned in ((3, False), (2, True), (1, False)):
        make_news(title=f"Tin {n} giờ trước", published_at=clock.now() - n * 60 * MINUTE, is_pinned=pinned)
    assert titles() == ["Tin 2 giờ trước", "Tin 1 giờ trước", "Tin 3 giờ trước"]
    assert [i.title for i in queries.newest()] == ["Tin 1 giờ trước", "Tin 2 giờ trước", "Tin 3 giờ trước"]


def test_shelves_are_apart_and_the_archive_has_pages(ctx: Flask) -> None:
    for n in range(queries.PER_PAGE + 1):
        make_news(category=Category.EVENTS, title=f"Sự kiện {n}")
    make_news(category=Category.POWER)
    first, second = queries.latest(Category.EVENTS), queries.latest(Category.EVENTS, 2)
    assert (len(first.items), len(second.items), first.last) == (queries.PER_PAGE, 1, 2)
    assert len(queries.latest(Category.POWER).items) == 1


def test_addresses_come_from_titles_and_are_never_shared(ctx: Flask) -> None:
    for _ in range(3):
        make_news(title="Cắt điện ở phường Đông")
    slugs = sorted(item.slug for item in queries.latest().items)
    assert slugs == ["cat-dien-o-phuong-dong", "cat-dien-o-phuong-dong-2", "cat-dien-o-phuong-dong-3"]
    make_news(title="!!!")
    assert queries.by_slug("tin").title == "!!!"


def test_the_body_is_cleaned_when_it_is_written(ctx: Flask) -> None:
    make_news(title="Bài", body="<p onclick='x()'>Nội dung</p><script>x()</script>")
    assert queries.by_slug("bai").body == "<p>Nội dung</p>"


@pytest.mark.parametrize(
    "wrong", [{"title": "  "}, {"alert_level": "x"}, {"published_at": NOON, "expires_at": NOON}]
)
def test_nonsense_is_refused(ctx: Flask, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        make_news(**wrong)
    assert titles() == []


def test_what_is_not_out_yet_is_missing_and_what_is_over_can_still_be_read(ctx: Flask) -> None:
    make_news(title="Sắp đăng", published_at=clock.now() + MINUTE)
    make_news(title="Đã qua", published_at=clock.now() - 2 * MINUTE, expires_at=clock.now() - MINUTE)
    with pytest.raises(Missing):
        queries.by_slug("sap-dang")
    assert queries.by_slug("da-qua").title == "Đã qua"


def test_alerts_are_kept_a_few_seconds_and_no_longer(ctx: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as watch:
        assert queries.alerts() == []
        make_news(title="Mưa lớn", alert_level="warning", expires_at=NOON + 5 * MINUTE)
        make_news(title="Vỡ đê", alert_level="danger")
        make_news(title="Tin thường")
        assert [a.title for a in queries.alerts()] == ["Vỡ đê", "Mưa lớn"]
        watch.shift(dt.timedelta(minutes=5, seconds=queries.ALERT_SECONDS))
        assert [a.title for a in queries.alerts()] == ["Vỡ đê"]


def test_alerts_stay_while_the_database_is_away(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_news(title="Mưa lớn", alert_level="warning")
    with time_machine.travel(clock.now(), tick=False) as watch:
        before = queries.alerts()

        def away(_: dt.datetime) -> list[queries.Alert]:
            raise OperationalError("select", {}, Exception("away"))

        monkeypatch.setattr(queries, "_read_alerts", away)
        watch.shift(dt.timedelta(minutes=2))
        assert queries.alerts() == before != []
