# ruff: noqa: E501 - payloads and rules are long lines
"""Where a text can come in and is shown again: each input gives pages of the real templates that hold the payloads."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.core import clock, sanitize
from portal.core.db import db, transaction
from portal.core.search import tidy
from portal.news.models import Kind
from portal.newsroom import operations
from portal.newsroom.operations import Draft
from portal.newsroom.writing import pasting
from portal.newsroom.writing.models import Copy
from portal.staff.models import Role, StaffUser
from tests import factories
from tests.desk import Browser, form_token, sign_in

MANY = 100  # on one page
_serial = count(1)


@dataclass(frozen=True)
class Shown:
    """A page as it was answered, and how many (payload, input) pairs stand in it."""

    name: str
    pairs: int
    path: str
    answer: TestResponse


class House:
    """The portal with somebody who writes, and a citizen."""

    def __init__(self, app: Flask) -> None:
        factories.make_staff(Role.EDITOR, username="viet-bai")
        self.staff, self.citizen = (Browser(app, app.response_class, use_cookies=True) for _ in range(2))
        assert sign_in(self.staff, "viet-bai") == 303
        self.token = form_token(self.staff, "/desk/password")
        self.who = db.session.scalars(select(StaffUser.id).filter_by(username="viet-bai")).one()

    def get(self, name: str, pairs: int, path: str, /, *, desk: bool = False, **query: str) -> Shown:
        """A page that is asked for."""
        browser = self.staff if desk else self.citizen
        return Shown(name, pairs, path, browser.get(path, query_string=query))

    def post(self, name: str, pairs: int, path: str, /, *, desk: bool = False, **form: Any) -> Shown:
        """A form that is sent, and the page that shows it again."""
        browser = self.staff if desk else self.citizen
        token = {"csrf_token": self.token} if desk else {}
        return Shown(name, pairs, path, browser.post(path, data=token | form))


def _chunks(payloads: list[str], most: int = MANY) -> Iterator[list[str]]:
    for start in range(0, len(payloads), most):
        yield payloads[start : start + most]


def bodies(house: House, payloads: list[str]) -> Iterator[Shown]:
    """The text of an article: each as it is saved, many in one article, and all of them run together as one."""
    for some in _chunks(payloads):
        saved = "".join(sanitize.clean(pasting.tidied(one)) for one in some)
        for name, body in (("body", saved), ("body, run together", "".join(some))):
            slug = _news(f"Tin {next(_serial)}", "Tóm tắt", body)
            yield house.get(name, len(some), f"/tin/{slug}/")


def _news(title: str, summary: str, body: str) -> str:
    title, summary = title.replace("\0", ""), summary.replace("\0", "")  # no form lets it through
    from portal.news.models import Announcement  # noqa: PLC0415 - beside its only use

    made = factories.make_news(title=title, summary=summary, body=body)
    return db.session.scalars(select(Announcement.slug).filter_by(id=made)).one()


def titles(house: House, payloads: list[str]) -> Iterator[Shown]:
    """Title and summary: on the article's own page, and in the lists."""
    for one in payloads:
        if tidy(one):
            yield house.get("title, summary", 2, f"/tin/{_news(one, one, '<p>x</p>')}/")
    for page in range(1, len(payloads) // 12 + 2):
        yield house.get("list of titles", 24, "/thong-tin/", trang=str(page))


def merging(house: House, payloads: list[str]) -> Iterator[Shown]:
    """Two texts of a draft side by side: both texts, title and summary; and the list of what was never saved."""
    for some in _chunks(payloads):
        theirs = "".join(f"<p>a</p>{sanitize.clean(one)}" for one in some)
        item = operations.create(Kind.GUIDE, Draft("Bài", body="<p>x</p>"), None)
        operations.save(item, 1, Draft("Bài", body=theirs), None)
        copy = _copy(house, item, some[0], "".join(sanitize.clean(one) for one in some))
        yield house.get("merge", 2 * len(some), f"/desk/tin-bai/ban-luu/{copy}/", desk=True)
    for some in _chunks(payloads if len(payloads) > MANY else payloads[-20:], 20):
        item = operations.create(Kind.GUIDE, Draft("Bài", body="<p>x</p>"), None)
        kept = [_copy(house, item, one, one) for one in some]
        yield house.get("unsaved", len(some), "/desk/tin-bai/ban-luu/", desk=True, bai=str(item))
        for copy in kept if len(payloads) > 200 else kept[:1]:
            yield house.get("merge, title and raw text", 3, f"/desk/tin-bai/ban-luu/{copy}/", desk=True)


def _copy(house: House, item: uuid.UUID, title: str, body: str) -> uuid.UUID:
    now, made = clock.now(), uuid.uuid4()
    title, body = title.replace("\0", ""), body.replace("\0", "")  # as the form does
    with transaction() as session:
        told = {
            "title": title,
            "summary": title,
            "body": body,
            "serial": 1,
            "base": 1,
            "began_at": now,
            "at": now,
        }
        session.add(Copy(id=made, user_id=house.who, tab=uuid.uuid4(), item_id=item, **told))
    return made


def checks(house: House, payloads: list[str]) -> Iterator[Shown]:
    """What the checks quote of a text."""
    for some in _chunks(payloads, 20):
        said = "".join(
            f"<h4>{one.replace('<', '&lt;')}</h4><p><strong>{one.replace('<', '&lt;')}</strong></p>"
            for one in some
        )
        yield house.post(
            "checks", len(some), "/desk/tin-bai/kiem-tra/", desk=True, kind="guide", title=some[0], body=said
        )


def forms(house: House, payloads: list[str]) -> Iterator[Shown]:
    """What is typed into forms that come back with a complaint, and what is searched for."""
    for one in payloads:
        yield house.get("search", 1, "/thu-tuc/", q=one)
        yield house.get("joint search", 1, "/tim-kiem/", q=one)
        yield house.post("feedback", 3, "/phan-anh/", text=one, place=one, name=one, phone="1")
        yield house.post("look-up", 1, "/ho-so/", code=one)
        yield house.post("sign-in", 1, "/desk/sign-in", desk=True, username=one, password="x")


INPUTS: tuple[Callable[[House, list[str]], Iterator[Shown]], ...] = (bodies, titles, merging, checks, forms)
