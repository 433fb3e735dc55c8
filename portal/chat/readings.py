"""Readings of the recent chats, as the desk lists them."""

from sqlalchemy import or_, select

from portal.chat.models import CatchUp, CatchUpReason, CatchUpState
from portal.core.db import db

SHOWN = 20


def latest() -> list[CatchUp]:
    """Those that somebody asked for, found something, failed or are open; and the newest, newest first.

    What the machine reads by itself every few quiet minutes and finds empty is not worth a line.
    """
    newest = db.session.scalar(select(CatchUp.id).order_by(CatchUp.asked_at.desc()).limit(1))
    is_worth = or_(
        CatchUp.reason != CatchUpReason.GAP,
        CatchUp.kept > 0,
        CatchUp.state != CatchUpState.DONE,
        CatchUp.id == newest,
    )
    return list(
        db.session.scalars(select(CatchUp).where(is_worth).order_by(CatchUp.asked_at.desc()).limit(SHOWN))
    )
