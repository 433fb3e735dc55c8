"""How long the newsroom's list takes with 5,000 items, as editors ask for it."""

import datetime as dt
import random
import time
import uuid
from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

from sqlalchemy import insert, select

from portal.bench import inbox
from portal.bench.figures import Report, quantile
from portal.bench.home import Home
from portal.core import clock
from portal.core.db import db, release, transaction
from portal.core.search import fold
from portal.news.models import Category, Kind
from portal.newsroom import listing
from portal.newsroom.models import Item, Revision, State, Step
from portal.staff import operations as staff
from portal.staff.models import Role

ITEMS, ROUNDS, PROMISED_MS = 5_000, 30, 150
LIST = "/desk/tin-bai/"
VIEWS = (
    *("", "?trang=2", "?trang=100", "?trang=166"),
    *("?tinh-trang=draft", "?tinh-trang=published", "?loai=event", "?cua-toi=1"),
    *("?q=lich+cat+dien", "?q=khong-co-bai-nay", "?tinh-trang=review&loai=policy&q=ho+tro"),
)
TITLES = (
    "Lịch cắt điện xã Tân An",
    "Hỗ trợ học phí năm học mới",
    "Ngày hội việc làm",
    "Cảnh báo mưa lớn",
    "Hướng dẫn nộp hồ sơ khai sinh",
)


def measure(home: Home) -> Report:
    """Milliseconds a request over HTTP, templates included; beside the bare select of a page."""
    chance = random.Random(2026)  # noqa: S311 - the same items each time
    password = staff.new_password()
    by = staff.create_user(inbox.NAME, "Đo", [(Role.EDITOR, None)], password)
    fill(chance, by)
    release()
    base, opener = home.url, build_opener(HTTPCookieProcessor(CookieJar()))
    inbox.sign_in(opener, base, password)
    by_view: dict[str, list[float]] = {view: [] for view in VIEWS}
    for _ in range(ROUNDS):
        for view in VIEWS:
            by_view[view].append(inbox.ms(opener, base + LIST + view))
    times = sorted(one for view in by_view.values() for one in view)
    figures = {"list median ms": quantile(times, 0.5), "list p95 ms": quantile(times, 0.95)}
    figures |= {view or "whole list": quantile(sorted(took), 0.95) for view, took in by_view.items()}
    bare = sorted(_took(_bare) for _ in range(ROUNDS))
    desk = sorted(inbox.ms(opener, base + "/desk/password") for _ in range(ROUNDS))
    limit = {"bare select p95 ms": quantile(bare, 0.95), "empty desk page p95 ms": quantile(desk, 0.95)}
    return Report(
        "newsroom",
        figures,
        limit,
        {
            f"p95 of the promised {PROMISED_MS} ms": figures["list p95 ms"] / PROMISED_MS,
            "p95 beside an empty desk page": figures["list p95 ms"] / limit["empty desk page p95 ms"],
        },
    )


def fill(chance: random.Random, by: uuid.UUID) -> None:
    """Write the items down, each with a text and a step, in every state."""
    rows = [_item(chance, number, by) for number in range(ITEMS)]
    with transaction() as session:
        session.execute(insert(Item), rows)
        session.execute(insert(Revision), [_revision(row) for row in rows])
        session.execute(insert(Step), [_step(row) for row in rows])


def _item(chance: random.Random, number: int, by: uuid.UUID) -> dict[str, Any]:
    state = chance.choice(list(State))
    title = f"{chance.choice(TITLES)} {number}"
    at = clock.now() - dt.timedelta(seconds=chance.randrange(1, 50_000_000))
    is_agreed = state not in (State.DRAFT, State.REVIEW)
    return {
        **{"id": uuid.uuid4(), "kind": chance.choice(list(Kind)), "state": state, "title": title},
        **{"folded": fold(title), "head": 1, "approved": 1 if is_agreed else None},
        **{"live": 1 if state is State.PUBLISHED else None, "is_limited": False, "reminded": 0},
        # far away: the relay puts nothing up while we measure
        **{"publish_at": at + dt.timedelta(days=3650) if state is State.SCHEDULED else None},
        **{"author_id": by if chance.random() < 0.1 else None, "created_at": at, "changed_at": at},
    }


def _revision(item: dict[str, Any]) -> dict[str, Any]:
    return {
        **{"id": uuid.uuid4(), "item_id": item["id"], "number": 1, "title": item["title"]},
        **{"summary": "Tóm tắt", "body": "<p>Nội dung của bài.</p>" * 40, "category": Category.NEWS},
        **{"topics": [], "communes": [], "procedures": [], "is_pinned": False, "details": {}},
        **{"made_at": item["created_at"], "made_by": item["author_id"]},
    }


def _step(item: dict[str, Any]) -> dict[str, Any]:
    act = "bypassed" if item["approved"] and item["folded"].endswith("7") else "created"
    return {"item_id": item["id"], "number": 1, "act": act, "at": item["created_at"]}


def _bare() -> None:
    db.session.execute(
        select(Item.id, Item.title).order_by(Item.changed_at.desc()).limit(listing.PER_PAGE)
    ).all()


def _took(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000
