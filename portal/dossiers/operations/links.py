"""Links that open exactly one dossier: 128 random bits, kept as a digest, revocable, and they end."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Table, func, select, update

from portal.core import clock, crypto, settings
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.dossiers.models import TERMINAL, Dossier, DossierLink
from portal.dossiers.operations.many import put

LONGEST = 64
SHARE = "share"  # the purpose of a relative's link
LINK = cast(Table, DossierLink.__table__)


def make_link(dossier_id: uuid.UUID, purpose: str) -> str:
    """A fresh token for a dossier; it is told once and cannot be read again."""
    return make_links([(dossier_id, purpose)])[0]


def make_links(wanted: Sequence[tuple[uuid.UUID, str]]) -> list[str]:
    """A fresh token for each, in order, written at once."""
    tokens = [crypto.token() for _ in wanted]
    if not tokens:
        return []
    now = clock.now()
    with transaction() as session:
        rows = [
            {
                "id": uuid.uuid4(),
                "token_hash": crypto.digest(token),
                "dossier_id": dossier_id,
                "purpose": purpose,
                "made_at": now,
            }
            for token, (dossier_id, purpose) in zip(tokens, wanted, strict=True)
        ]
        session.execute(put(LINK, rows))
    return tokens


def link_address(token: str) -> str:
    """The whole address that is printed or sent."""
    return f"{settings.get().base_url}/h/{token}"


@dataclass(frozen=True)
class Opened:
    """What a token opens, and by which link."""

    link_id: uuid.UUID
    dossier_id: uuid.UUID
    is_share: bool  # a relative's: to look at, without papers


def open_link(token: str, *, mark: bool = True) -> uuid.UUID | None:
    """The dossier a token opens, or None when it is unknown, revoked or over. Opening leaves it usable."""
    found = opened(token, mark=mark)
    return found.dossier_id if found else None


def opened(token: str, *, mark: bool = True) -> Opened | None:
    """The same, with the link itself."""
    if not 16 <= len(token) <= LONGEST:
        return None
    return _alive(DossierLink.token_hash == crypto.digest(token), mark=mark)


def reopened(link_id: uuid.UUID) -> Opened | None:
    """What a link opened before opens still: one that was revoked since opens nothing."""
    return _alive(DossierLink.id == link_id, mark=False)


def _alive(which: ColumnElement[bool], *, mark: bool) -> Opened | None:
    with transaction() as session:
        row = session.execute(
            select(DossierLink, Dossier).join(Dossier, Dossier.id == DossierLink.dossier_id).where(which)
        ).one_or_none()
        if row is None:
            return None
        link: DossierLink = row.DossierLink
        if link.revoked_at or _is_over(row.Dossier, link.expires_at):
            return None
        found = Opened(link.id, link.dossier_id, link.purpose == SHARE)
        if mark:
            now = clock.now()
            session.execute(
                update(DossierLink)
                .where(DossierLink.id == found.link_id)
                .values(
                    last_used_at=now,
                    first_used_at=func.coalesce(DossierLink.first_used_at, now),
                    uses=DossierLink.uses + 1,
                )
            )
        return found


def _is_over(dossier: Dossier, expires_at: dt.datetime | None) -> bool:
    """Over at its own end, or so many days after the dossier ended."""
    now = clock.now()
    if expires_at and expires_at <= now:
        return True
    kept = dt.timedelta(days=settings.get().link_days)
    return dossier.status in TERMINAL and dossier.event_time + kept <= now


def revoke_link(token: str) -> None:
    """Make a link open nothing any more; raises Missing for one we never made. A repeat changes nothing."""
    with transaction() as session:
        found = session.scalar(select(DossierLink).filter_by(token_hash=crypto.digest(token)))
        if found is None:
            raise Missing("no such link")
        found.revoked_at = found.revoked_at or clock.now()
