"""What the account can do: found out by its calls, remembered, and decided by the operator where needed."""

import datetime as dt
import logging
from collections.abc import Mapping

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, settings
from portal.core.db import transaction
from portal.zalo import codes
from portal.zalo.answers import ZaloError
from portal.zalo.codes import Class
from portal.zalo.oa.models import Ability, Capability, Known

STATE_AGENCY = 4
LOOK_AGAIN = 900.0  # seconds until something the operator may have mended is tried once more
SENDING = (Ability.SEND_V3, Ability.SEND_V2)
USERS = (Ability.USERS_V3, Ability.USERS_V2)
QUOTA = (Ability.QUOTA_V3, Ability.QUOTA_V2)
BY_VERSION: Mapping[int, Ability] = {3: Ability.SEND_V3, 2: Ability.SEND_V2}

log = logging.getLogger(__name__)


def all_of() -> dict[Ability, Capability]:
    """Every ability with what is known of it; one nobody tried stands as unknown, without a row."""
    oa_id = settings.get().zalo_oa_id
    with transaction() as session:
        rows = session.scalars(
            select(Capability).filter_by(oa_id=oa_id).execution_options(populate_existing=True)
        ).all()
        found = {row.name: row for row in rows}
    return {name: found.get(name) or _blank(oa_id, name) for name in Ability}


def _blank(oa_id: str, name: Ability) -> Capability:
    return Capability(
        oa_id=oa_id, name=name, state=Known.UNKNOWN, is_fixed=False, error_code=None, changed_at=clock.now()
    )


def is_shut(name: Ability) -> bool:
    """Known not to work, so that nobody asks.

    What only the operator can mend is tried again every quarter of an hour; a path that this kind of account
    does not have, or that the operator has closed, is not.
    """
    with transaction() as session:
        row = session.execute(
            select(
                Capability.state, Capability.is_fixed, Capability.error_code, Capability.error_at
            ).filter_by(oa_id=settings.get().zalo_oa_id, name=name)
        ).one_or_none()
        now = session.scalar(select(func.clock_timestamp())) or clock.now()
    if row is None or row.state is not Known.NO:
        return False
    is_kind = row.error_code is not None and codes.meaning(row.error_code).kind is Class.SWITCH
    if row.is_fixed or is_kind or row.error_at is None:
        return True
    return bool(now - row.error_at < dt.timedelta(seconds=settings.get().scaled(LOOK_AGAIN)))


def can_send() -> bool:
    """Whether any way to write to one person may be open; False is the mode of articles only."""
    return not all(is_shut(name) for name in SENDING)


def learn(name: Ability, state: Known, code: int | None = None) -> bool:
    """Keep what a call taught; True when that is new. What the operator fixed stays as it is.

    The last refusal is kept for the desk also after a later call went well.
    """
    oa_id = settings.get().zalo_oa_id
    values: dict[str, object] = {"state": state, "changed_at": func.clock_timestamp(), "changed_by": None}
    if code is not None:
        values |= {"error_code": code, "error_at": func.clock_timestamp()}
    row = insert(Capability).values(oa_id=oa_id, name=name, is_fixed=False, **values)
    with transaction() as session:
        before = session.scalar(select(Capability.state).filter_by(oa_id=oa_id, name=name))
        if before is state and code is None:
            return False  # the usual case, without a lock
        told = session.scalar(
            row.on_conflict_do_update(
                index_elements=[Capability.oa_id, Capability.name],
                set_=values,
                where=Capability.is_fixed.is_(False)
                & ((Capability.state != state) | literal(code is not None)),
            ).returning(Capability.name)
        )
    is_new = told is not None and before is not state
    if is_new:
        log.warning("ability name=%s state=%s code=%s", name, state, code)
    return is_new


def confirm(name: Ability) -> None:
    """A call went well: that it can is known; once it is, this is one reading."""
    learn(name, Known.YES)


def learn_from(name: Ability, error: ZaloError) -> None:
    """A refusal that is about the account or its kind closes the ability; one about a message does not."""
    told = error.meaning
    if told is not None and told.kind in {Class.SWITCH, Class.OPERATOR}:
        learn(name, Known.NO, error.code)


def fix(name: Ability, state: Known | None, by: object) -> None:
    """The operator decides; None gives the ability back to what calls teach. Audited by the caller."""
    oa_id = settings.get().zalo_oa_id
    values: dict[str, object] = {
        "state": state or Known.UNKNOWN,
        "is_fixed": state is not None,
        "changed_at": func.clock_timestamp(),
        "changed_by": by,
    }
    if state is None:
        values |= {"error_code": None, "error_at": None}
    row = insert(Capability).values(oa_id=oa_id, name=name, **values)
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(index_elements=[Capability.oa_id, Capability.name], set_=values)
        )


def forget_kind() -> None:
    """The account is of another kind now: what was learnt by its kind is open again."""
    with transaction() as session:
        session.execute(
            update(Capability)
            .where(
                Capability.oa_id == settings.get().zalo_oa_id,
                Capability.name.in_((*SENDING, *USERS, *QUOTA)),
                Capability.is_fixed.is_(False),
            )
            .values(state=Known.UNKNOWN, changed_at=func.clock_timestamp())
        )
