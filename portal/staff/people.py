"""Accounts by link, passwords, roles: nobody raises themselves or reaches beyond their own offices."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, update

from portal.core import clock, crypto
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Denied, Missing, Refused
from portal.core.search import tidy
from portal.staff import operations, queries, second, trail
from portal.staff.models import Invitation, Role, RoleGrant
from portal.staff.queries import Account

LIFE = dt.timedelta(hours=72)
Where = frozenset[uuid.UUID] | None  # offices whose people somebody manages; None is the whole province
Wanted = Sequence[tuple[Role, uuid.UUID | None]]


def may_manage(where: Where, account: Account) -> bool:
    """Whether everything this person may do lies within these offices."""
    return where is None or all(grant.office_id in where for grant in account.grants)


def managed(user_id: uuid.UUID, where: Where) -> Account:
    """The account, when it may be managed from here; another office's is Missing, like none."""
    account = queries.account(user_id)
    if not may_manage(where, account):
        raise Missing("no such account here")
    return account


def invite(username: str, name: str, grants: Wanted, *, by: uuid.UUID, where: Where) -> str:
    """A link by which somebody makes this account; returns its token, which is kept nowhere.

    Conflict when the name is taken; Denied for roles outside `where`; an older link for the name is void.
    """
    if not operations.USERNAME.fullmatch(username) or not tidy(name):
        raise Refused("an account needs a user name and a name")
    _insist(grants, where)
    if queries.by_username(username) is not None:
        raise Conflict("the user name is taken")
    pairs = [[role.value, str(office) if office else None] for role, office in dict.fromkeys(grants)]
    return _link(username, tidy(name), pairs, None, by)


def let_in_again(user_id: uuid.UUID, *, by: uuid.UUID, where: Where) -> str:
    """A link by which somebody who forgot sets a new password; the old one holds until it is used."""
    account = managed(user_id, where)
    if user_id == by:
        raise Refused("one's own password is changed with the old one")
    return _link(account.username, account.name, [], user_id, by)


def _link(
    username: str, name: str, pairs: list[list[str | None]], user: uuid.UUID | None, by: uuid.UUID
) -> str:
    token, now = secrets.token_urlsafe(24), clock.now()
    with transaction() as session:
        older = (Invitation.username == username) & _is_open(now)
        session.execute(update(Invitation).where(older).values(ended_at=now))
        row = Invitation(token_hash=crypto.digest(token), username=username, name=name, grants=pairs)
        row.user_id, row.made_by, row.made_at, row.expires_at = user, by, now, now + LIFE
        session.add(row)
        session.flush()
        trail.record_act(
            "account.invite", "staff_invitation", row.id, by, for_user=str(user) if user else None
        )
    return token


def invited(token: str) -> Invitation:
    """The invitation behind a link that still holds; anything else is Missing."""
    asked = select(Invitation).where(Invitation.token_hash == crypto.digest(token), _is_open(clock.now()))
    found = db.session.scalar(asked)
    if found is None:
        raise Missing("no such invitation")
    return found


def open_invitations(where: Where) -> list[Invitation]:
    """Links that were not used yet, for people of these offices."""
    rows = db.session.scalars(
        select(Invitation).where(_is_open(clock.now())).order_by(Invitation.made_at.desc())
    )
    return [row for row in rows if where is None or all(_office(pair) in where for pair in row.grants)]


def accept(token: str, password: str) -> str:
    """Make the account, or set the new password, once; returns the user name. Missing when it is over."""
    with transaction() as session:
        row = invited(token)
        mine = (Invitation.id == row.id) & Invitation.used_at.is_(None)
        claimed = session.scalars(
            update(Invitation).where(mine).values(used_at=clock.now()).returning(Invitation.id)
        )
        if not claimed.all():
            raise Missing("used meanwhile")
        if row.user_id is None:
            grants = [(Role(str(pair[0])), _office(pair)) for pair in row.grants]
            operations.create_user(row.username, row.name, grants, password, by=row.made_by)
        else:
            operations.reset_password(row.user_id, password, by=row.made_by)
        return row.username


def withdraw(invitation_id: uuid.UUID, *, by: uuid.UUID, where: Where) -> None:
    """Take an unused link back; another office's, or one that is over, is Missing."""
    if invitation_id not in {row.id for row in open_invitations(where)}:
        raise Missing("no such invitation here")
    with transaction() as session:
        it = update(Invitation).where(Invitation.id == invitation_id)
        session.execute(it.values(ended_at=clock.now()))
        trail.record_act("account.uninvite", "staff_invitation", invitation_id, by)


def set_grants(user_id: uuid.UUID, grants: Wanted, *, by: uuid.UUID, where: Where) -> None:
    """These roles instead of the ones before, counted from the next click on; nobody changes their own."""
    if user_id == by:
        raise Refused("nobody changes their own roles")
    managed(user_id, where)
    _insist(grants, where)
    with transaction() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.user_id == user_id))
        session.add_all(RoleGrant(user_id=user_id, role=r, office_id=o) for r, o in dict.fromkeys(grants))
        roles = sorted({role.value for role, _ in grants})
        trail.record_act("account.roles", "staff_user", user_id, by, roles=roles)


def set_active(user_id: uuid.UUID, is_active: bool, *, by: uuid.UUID, where: Where) -> Account:
    """Close or open an account of these offices."""
    managed(user_id, where)
    return operations.set_active(user_id, is_active, by)


def end_sessions(user_id: uuid.UUID, session_id: uuid.UUID | None, *, by: uuid.UUID, where: Where) -> None:
    """Sign somebody of these offices out of one browser, or of all; over already: nothing changes."""
    managed(user_id, where)
    if session_id is not None:
        trail.end_one(user_id, session_id, by)
        return
    with transaction():
        trail.end_sessions(user_id, "ended")
        trail.record_act("session.end", "staff_user", user_id, by)


def forget_second(user_id: uuid.UUID, *, by: uuid.UUID, where: Where) -> None:
    """The phone is lost: no second step until it is set up again; one's own needs somebody else."""
    if user_id == by:
        raise Refused("somebody else does this")
    managed(user_id, where)
    second.turn_off(user_id, by)


def _insist(grants: Wanted, where: Where) -> None:
    if not grants:
        raise Refused("an account needs a role")
    if where is not None and not all(office in where for _role, office in grants):
        raise Denied("outside one's own offices")


def _office(pair: Sequence[object]) -> uuid.UUID | None:
    return uuid.UUID(str(pair[1])) if pair[1] else None


def _is_open(now: dt.datetime) -> ColumnElement[bool]:
    return Invitation.used_at.is_(None) & Invitation.ended_at.is_(None) & (Invitation.expires_at > now)
