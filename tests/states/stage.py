"""What a state is, and the stage it is seen on: a province's rows, a citizen's browser, an officer's."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response
from werkzeug.test import TestResponse

from portal.core import limits
from portal.core.db import transaction
from portal.core.language import COOKIE
from portal.problems import show
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_staff

Answer = TestResponse | Response
HX = {"HX-Request": "true"}
ENGLISH = "en"


@dataclass
class Stage:
    """Where states are played: every state makes the rows it needs and asks by one of the browsers."""

    app: Flask
    kept: dict[str, Any] = field(default_factory=dict)  # what one state made and others of its file may use

    def citizen(self, language: str = "") -> Browser:
        """A citizen's browser without any cookie but the language's."""
        browser = Browser(self.app, use_cookies=True)
        if language:
            browser.set_cookie(COOKIE, language)
        return browser

    def staff(self, *roles: Role) -> Browser:
        """The browser of somebody with these roles (administrator), signed in once for all states."""
        chosen = roles or (Role.ADMIN,)
        name = "staff " + " ".join(chosen)
        if name not in self.kept:
            browser = Browser(self.app, use_cookies=True)
            assert sign_in(browser, make_staff(*chosen)) == 303
            self.kept[name] = browser
        found: Browser = self.kept[name]
        return found

    def token(self, path: str, *roles: Role) -> str:
        """The forgery token of a desk page's form."""
        return form_token(self.staff(*roles), path)

    def problem(self, status: int, path: str = "/thu-tuc/", **headers: str) -> Answer:
        """What a view's failure with this status looks like."""
        with self.app.test_request_context(path, headers=headers):
            return show(status, "as if")

    def first_link(self, answer: Answer, path: str) -> str:
        """The first address on a page that stands below `path` and ends in an id."""
        found = re.search(rf'href="({re.escape(path)}[0-9a-f-]{{36}}/)"', answer.get_data(as_text=True))
        assert found, f"no link below {path}"
        return found[1]

    def forget_counts(self) -> None:
        """No look-up was counted yet."""
        with transaction() as session:
            session.query(limits.Throttle).delete()


Ask = Callable[[Stage], Answer]


@dataclass(frozen=True)
class State:
    """One page or fragment as somebody may see it."""

    name: str
    ask: Ask
    status: int = 200


@dataclass(frozen=True)
class Seen:
    """A state as it was answered."""

    name: str
    html: str
    path: str

    @property
    def is_whole(self) -> bool:
        """A page with its house; else a fragment."""
        return "<!doctype" in self.html[:100].lower()


@dataclass
class Play:
    """The states of one feature, in the order they are played."""

    feature: str
    states: list[State] = field(default_factory=list)

    def state(self, name: str, status: int = 200) -> Callable[[Ask], Ask]:
        """Add what the decorated function asks for; its name tells what is to be seen."""

        def add(ask: Ask) -> Ask:
            self.states.append(State(f"{self.feature}: {name}", ask, status))
            return ask

        return add

    def pages(self, paths: dict[str, str], *, status: int = 200, english: bool = True) -> None:
        """Plain citizen pages by GET, each in both languages."""
        for name, path in paths.items():
            self.states.append(State(f"{self.feature}: {name}", plain(path), status))
            if english:
                self.states.append(State(f"{self.feature}: {name}, English", plain(path, ENGLISH), status))

    def desk_pages(self, paths: dict[str, str], *roles: Role) -> None:
        """Plain desk pages by GET, as somebody with these roles (administrator) sees them."""
        for name, path in paths.items():
            self.states.append(State(f"{self.feature}: {name}", _desk_getter(path, roles)))


def plain(path: str, language: str = "") -> Ask:
    """A citizen's GET."""
    return lambda stage: stage.citizen(language).get(path)


def _desk_getter(path: str, roles: tuple[Role, ...]) -> Ask:
    return lambda stage: stage.staff(*roles).get(path)


def unknown_id() -> uuid.UUID:
    """An id that nothing has."""
    return uuid.UUID("00000000-0000-4000-8000-000000000000")


# Text as only people write it: hostile to layouts, never to be refused.
LONG = ("Thủ tục xác nhận, cấp, cấp đổi, thu hồi giấy chứng nhận " * 40)[:1094]
UNBROKEN = "Khôngcókhoảngtrắngnàocả" * 20
RIGHT_TO_LEFT = "شهادة الميلاد \u202eeyb\u202c và giấy khai sinh"
ZERO_WIDTH = "Đăng\u200b ký\u200d khai\ufeff sinh\u00ad lại\u2060"
EMOJI = "Lễ hội 🎉👨‍👩‍👧‍👦🇻🇳 hoa sen 🪷 2026"
MARKUP = "<b>đậm</b> & \"ngoặc\" 'đơn' <script>alert(1)</script>"
ODD = {
    "1,094 characters": LONG,
    "no spaces": UNBROKEN,
    "right to left": RIGHT_TO_LEFT,
    "zero width": ZERO_WIDTH,
    "emoji": EMOJI,
    "markup": MARKUP,
}
