"""Who may do what, where: the signed-in person, and the guards and the menu of the desk (R21)."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from portal.core import clock, crypto, web
from portal.core.access import declare, rule_of
from portal.core.db import db
from portal.core.errors import Denied, Missing
from portal.staff import second
from portal.staff.queries import Account, Grant
from portal.staff.rights import ROLES, Permission

__all__ = ["ROLES", "Permission"]  # most of the desk knows them from here

P = ParamSpec("P")
Query = TypeVar("Query", bound=Select[Any])
View = TypeVar("View", bound=Callable[..., Any])
Answer = Callable[P, ResponseReturnValue]
ENTRY, QUIET = "desk_entry", "desk_quiet"
SIGN_IN = "/desk/sign-in"
WORDS, MOST_KEPT = 3, 20  # so many words are worth keeping; so many fields
SECOND_STEP = "/desk/buoc-hai/"


class Officer(UserMixin):  # type: ignore[misc]
    """The signed-in person, as views and templates see `current_user`."""

    def __init__(self, account: Account, token: str) -> None:
        self.id: uuid.UUID = account.id
        self.username, self.name, self.grants = account.username, account.name, account.grants
        self.token, self.has_second = token, account.has_second
        self.until = account.until
        self.must_set_up = second.is_needed(account) and not account.has_second

    def get_id(self) -> str:
        """What flask-login keeps in the signed cookie: the row's token, never the person."""
        return self.token

    @property
    def mark(self) -> str:
        """Tells an open page that the same person is signed in again, and nothing else."""
        return crypto.digest(f"who:{self.id}")[:16]

    @property
    def seconds_left(self) -> int:
        """Until the session ends by itself."""
        return max(0, int((self.until - clock.now()).total_seconds())) if self.until else 0

    def may(self, permission: Permission) -> bool:
        """True when any role of this person holds the permission."""
        return any(permission in ROLES[grant.role] for grant in self.grants)

    def offices(self, permission: Permission) -> frozenset[uuid.UUID] | None:
        """Where this person may do it; None means in the whole province."""
        holding: list[Grant] = [grant for grant in self.grants if permission in ROLES[grant.role]]
        if any(grant.office_id is None for grant in holding):
            return None
        return frozenset(grant.office_id for grant in holding if grant.office_id)


def needs(permission: Permission) -> Callable[[Callable[P, ResponseReturnValue]], Answer[P]]:
    """Let only somebody signed in with this permission call the view; others sign in first, or get 403."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Answer[P]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return _kept_text() or web.leave(_sign_in_address())
            if not current_user.may(permission):
                raise Denied(permission.value)
            if current_user.must_set_up and permission is not Permission.OPEN_DESK:
                return web.leave(SECOND_STEP)
            g.permission = permission
            return view(*args, **kwargs)

        return declare(permission.value)(guarded)

    return guard


def _kept_text() -> ResponseReturnValue | None:
    """What somebody wrote while their session ended is not lost: it is shown to them once more (R20)."""
    written = [told for name, told in request.form.items(multi=True) if _is_text(name, told)]
    if not written:
        return None
    if web.is_fragment():  # the page stays as it is, with the text; static/js/idle.js says why
        return web.keep_private(Response("", 401))
    return web.desk_page("staff/kept.html", status=401, written=written[:MOST_KEPT])


def _is_text(name: str, told: str) -> bool:
    is_secret = name == "csrf_token" or any(part in name for part in ("pass", "code", "old", "new", "again"))
    return not is_secret and len(told.split()) >= WORDS


def quiet(view: View) -> View:
    """Mark a view that open pages ask again and again: a fragment of it keeps nobody signed in (R20)."""
    setattr(view, QUIET, True)
    return view


def is_act() -> bool:
    """Whether a person does something with this request, or an open page asks by itself."""
    view = current_app.view_functions.get(request.endpoint or "")
    return not (getattr(view, QUIET, False) and web.is_fragment())


def barrier(rule: str | None) -> ResponseReturnValue | None:
    """What whoever asks now gets instead of a view with this rule: the sign-in page, or nothing else.

    Raises Denied for somebody signed in who may not.
    """
    if rule not in set(Permission):
        return None
    if not current_user.is_authenticated:
        return web.leave(_sign_in_address())
    if not current_user.may(Permission(rule)):
        raise Denied(rule or "")
    g.permission = Permission(rule)
    return None


def _sign_in_address() -> str:
    """The sign-in page, which comes back here when this is a page of the menu (no free `next`)."""
    is_entry = request.method == "GET" and any(request.endpoint == e.endpoint for e in entries())
    return f"{SIGN_IN}?tiep={request.endpoint}" if is_entry else SIGN_IN


class Group(StrEnum):
    """Which work a page of the desk belongs to; the menu shows the groups in this order."""

    HOME = "home"
    PEOPLE = "people"  # dossiers and who stands behind them
    MESSAGES = "messages"
    CONTENT = "content"
    ZALO = "zalo"
    SYSTEM = "system"


@dataclass(frozen=True)
class Entry:
    """A page of the desk's menu."""

    endpoint: str
    title: str
    icon: str
    group: Group
    permission: Permission


def listed(title: str, icon: str, group: Group = Group.CONTENT) -> Callable[[View], View]:
    """Put a guarded desk page that needs no arguments into a group of the desk's menu."""

    def mark(view: View) -> View:
        setattr(view, ENTRY, (title, icon, group))
        return view

    return mark


def entries() -> list[Entry]:
    """Every page of the menu, in the order the features were put together."""
    marked = ((name, view, getattr(view, ENTRY, None)) for name, view in current_app.view_functions.items())
    return [
        Entry(name, str(mark[0]), mark[1], mark[2], Permission(rule_of(view) or ""))
        for name, view, mark in marked
        if mark is not None
    ]


def scoped(query: Query, office_column: InstrumentedAttribute[Any]) -> Query:
    """The same select, within the offices where the signed-in person has the view's permission."""
    offices = current_user.offices(g.permission)
    return query if offices is None else query.where(office_column.in_(offices))


def only(query: Query, office_column: InstrumentedAttribute[Any]) -> Any:
    """The one row of a select within the person's offices; another office's row is Missing, like none."""
    found = db.session.scalar(scoped(query, office_column))
    if found is None:
        raise Missing("no such thing here")
    return found
