"""Links of articles are read at night; what broke is listed with its article and its author."""

import datetime as dt

import pytest
import time_machine
from flask import Flask

from portal.core import clock, fetch
from portal.news.models import Kind
from portal.newsroom import operations
from portal.newsroom.checking import jobs, links
from portal.newsroom.operations import Draft
from portal.staff.models import Role
from tests.factories import make_staff

BODY = (
    '<p><a href="/thu-tuc/">Danh sách thủ tục</a> <a href="/khong-con/">Trang cũ</a> '
    '<a href="https://mat.vn/a#b">Trang ngoài</a> <a href="tel:1022">Gọi 1022</a></p>'
)


def test_what_broke_is_listed_and_what_came_back_is_not(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_staff(Role.EDITOR)
    item = operations.create(Kind.GUIDE, Draft("Hướng dẫn", body=BODY), None)
    answers: dict[str, int] = {"https://mat.vn/a": 503}
    monkeypatch.setattr(fetch, "look", lambda address, _seconds: answers[address])
    with time_machine.travel(clock.now(), tick=False) as traveller:
        assert jobs.work() == 3
        assert [(row.address, row.status, row.item_id) for row in links.report()] == [
            ("/khong-con/", 404, item)
        ]
        assert jobs.work() == 0, "once a night"
        traveller.shift(dt.timedelta(days=1))
        assert jobs.work() == 3
        assert {row.address for row in links.report()} == {"/khong-con/", "https://mat.vn/a"}, (
            "silent for a day"
        )
        assert links.broken_in(BODY) == {"/khong-con/", "https://mat.vn/a"}
        answers["https://mat.vn/a"] = 200
        operations.save(item, 1, Draft("Hướng dẫn", body=BODY.replace("/khong-con/", "/ho-tro/")), None)
        traveller.shift(dt.timedelta(days=1))
        assert jobs.work() == 3
        assert links.report() == []


def test_addresses_inside_are_never_asked(ctx: Flask) -> None:
    for address in (
        "https://127.0.0.1/",
        "https://10.0.0.1/a",
        "http://vi-du.vn/",
        "https://a:b@vi-du.vn/",
        "ftp://vi-du.vn",
    ):
        assert jobs.asked(address) == 0
