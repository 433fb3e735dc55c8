"""The Official Account as a channel: kill switch, pause, and which of Zalo's two send paths it uses."""

import datetime as dt

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, settings
from portal.core.db import transaction
from portal.notifications.models import SendingState
from portal.sms import client as sms
from portal.zalo import tokens
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Known

FULL = "quota"  # why an account rests whose day Zalo calls full


def state() -> SendingState:
    """The row of the configured Official Account, made when it is not there."""
    chosen = settings.get()
    with transaction() as session:
        found = session.get(SendingState, chosen.zalo_oa_id, populate_existing=True)
        if found is not None:
            return found
        fresh = insert(SendingState).values(
            oa_id=chosen.zalo_oa_id,
            is_off=False,
            send_version=2 if chosen.zalo_oa_type == abilities.STATE_AGENCY else 3,
            changed_at=clock.now(),
        )
        session.execute(fresh.on_conflict_do_nothing())
        return session.execute(select(SendingState).filter_by(oa_id=chosen.zalo_oa_id)).scalar_one()


def is_shut(now: dt.datetime | None = None) -> bool:
    """Off, paused, or without a token: nothing needs to be handed over. `now` is the database's clock."""
    if tokens.is_held():
        return True
    found = state()
    if now is None:
        with transaction() as session:
            now = session.scalar(select(func.clock_timestamp())) or clock.now()
    return found.is_off or (rest_until(found, now) is not None and not is_only_full(found))


def rest_until(found: SendingState, now: dt.datetime) -> dt.datetime | None:
    """Until when the Official Account rests; None when it does not."""
    return found.paused_until if found.paused_until is not None and found.paused_until > now else None


def is_only_full(found: SendingState) -> bool:
    """Is it the account's day alone that is full, while the province's own gateway may go on?"""
    return found.paused_why == FULL and sms.is_on()


def turn(*, off: bool, why: str) -> None:
    """The kill switch. Calls already on the wire end as they end; nothing new is marked."""
    state()
    with transaction() as session:
        session.execute(
            update(SendingState)
            .filter_by(oa_id=settings.get().zalo_oa_id)
            .values(is_off=off, off_why=why if off else None, changed_at=func.clock_timestamp())
        )


def pause(until: dt.datetime, why: str) -> None:
    """The whole Official Account rests until then; a longer rest that is running stays."""
    state()
    with transaction() as session:
        session.execute(
            update(SendingState)
            .where(
                SendingState.oa_id == settings.get().zalo_oa_id,
                func.coalesce(SendingState.paused_until, until) <= until,
            )
            .values(paused_until=until, paused_why=why, changed_at=func.clock_timestamp())
        )


def switch(used: int, code: int | None = None) -> bool:
    """The path `used` was refused for this kind of account: take the other, unless somebody already has."""
    state()
    with transaction() as session:
        abilities.learn(abilities.BY_VERSION[used], Known.NO, code)
        switched = session.execute(
            update(SendingState)
            .filter_by(oa_id=settings.get().zalo_oa_id, send_version=used)
            .values(send_version=2 if used == 3 else 3, changed_at=func.clock_timestamp())
            .returning(SendingState.oa_id)
        ).all()
    return bool(switched)


def pin(version: int) -> None:
    """Write to people by this path from now on: what the kind of account asks for, or the operator."""
    state()
    with transaction() as session:
        session.execute(
            update(SendingState)
            .where(SendingState.oa_id == settings.get().zalo_oa_id, SendingState.send_version != version)
            .values(send_version=version, changed_at=func.clock_timestamp())
        )
