"""Files the account handed to Zalo: their ids are used again for seven days, then the file goes up anew."""

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlalchemy import delete, func, select

from portal.core import clock, crypto, settings
from portal.core.db import transaction
from portal.zalo import retry
from portal.zalo.answers import Refused
from portal.zalo.calls import uploads
from portal.zalo.codes import EXPIRED_FILE
from portal.zalo.oa.models import Ability, Upload

MARGIN = dt.timedelta(hours=6)  # an id this near its end is not used any more
MOST_A_MONTH = 5000  # of one kind
Given = TypeVar("Given")
log = logging.getLogger(__name__)


def given_id(kind: str, data: bytes, name: str = "") -> str:
    """Zalo's id of this very file: the one it gave already while that lives, else a fresh one.

    Raises Refused for what is too big, of another kind, or beyond the month's uploads; else as `retry.ask`.
    """
    digest = crypto.digest(data)
    known = _known(kind, digest)
    if known is not None:
        return known
    _mind_the_month(kind)
    made = retry.ask(partial(uploads.upload, kind=kind, data=data, name=name), Ability.UPLOAD)
    now = clock.now()
    row = {"kind": kind, "digest": digest, "given_id": made, "uploaded_at": now}
    with transaction() as session:
        session.add(
            Upload(oa_id=settings.get().zalo_oa_id, expires_at=now + dt.timedelta(days=uploads.DAYS), **row)
        )
    return made


def forget(given: str) -> None:
    """Zalo says this id is over."""
    with transaction() as session:
        session.execute(delete(Upload).filter_by(oa_id=settings.get().zalo_oa_id, given_id=given))


def with_file(kind: str, data: bytes, send: Callable[[str], Given]) -> Given:
    """Send something that holds this file; when Zalo says -100, which is proven not sent, once more anew."""
    given = given_id(kind, data)
    try:
        return send(given)
    except Refused as error:
        if error.code != EXPIRED_FILE:
            raise
    log.info("an uploaded file was over before its time kind=%s", kind)
    forget(given)
    return send(given_id(kind, data))


def _known(kind: str, digest: str) -> str | None:
    with transaction() as session:
        return session.scalar(
            select(Upload.given_id)
            .filter_by(oa_id=settings.get().zalo_oa_id, kind=kind, digest=digest)
            .where(Upload.expires_at > clock.now() + MARGIN)
            .order_by(Upload.expires_at.desc())
            .limit(1)
        )


def _mind_the_month(kind: str) -> None:
    first = clock.today().replace(day=1)
    since = clock.midnight(first)
    with transaction() as session:
        count = session.scalar(
            select(func.count(Upload.id))
            .filter_by(oa_id=settings.get().zalo_oa_id, kind=kind)
            .where(Upload.uploaded_at >= since)
        )
    if (count or 0) >= MOST_A_MONTH:
        raise Refused("beyond limits: uploads of this month")
