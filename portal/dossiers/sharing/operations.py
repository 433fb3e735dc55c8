"""Giving a relative a link to look at a dossier, following by it, and taking it back at once."""

import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.citizens import operations as citizens
from portal.citizens.models import Purpose
from portal.core import clock, crypto
from portal.core.db import transaction
from portal.core.errors import Missing, Refused
from portal.core.search import tidy
from portal.dossiers.models import DossierLink, Follow
from portal.dossiers.operations import following, links
from portal.dossiers.operations.links import SHARE, Opened
from portal.dossiers.sharing import queries
from portal.dossiers.sharing.models import DossierShare
from portal.notifications import messages
from portal.notifications.models import Intent

MOST = 5  # links in force that one person may give for one dossier
LONGEST_LABEL = 60


def share(dossier_id: uuid.UUID, citizen_id: uuid.UUID, label: str) -> str:
    """Make a link for a relative; its token, told once. Missing for a dossier that is not theirs to show.

    Refused without a word for whom it is, and beyond five links in force.
    """
    said = tidy(label)[:LONGEST_LABEL]
    if not said:
        raise Refused("a link is for somebody")
    if not queries.may_share(dossier_id, citizen_id):
        raise Missing("not theirs to show")
    with transaction() as session:
        lock = f"share|{dossier_id}|{citizen_id}"
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
        if queries.in_force(dossier_id, citizen_id) >= MOST:
            raise Refused("five links are in force")
        token = links.make_link(dossier_id, SHARE)
        link_id = session.scalars(select(DossierLink.id).filter_by(token_hash=crypto.digest(token))).one()
        session.add(
            DossierShare(
                link_id=link_id,
                dossier_id=dossier_id,
                citizen_id=citizen_id,
                label=said,
                made_at=clock.now(),
            )
        )
    return token


def follow(opened: Opened, citizen_id: uuid.UUID, evidence: str) -> None:
    """A relative wants to be told, as long as the link lives. A repeat adds nothing."""
    if not opened.is_share:
        raise Missing("not a relative's link")
    following.follow(opened.dossier_id, citizen_id, SHARE, evidence, link_id=opened.link_id)


def revoke(share_id: uuid.UUID, dossier_id: uuid.UUID, citizen_id: uuid.UUID, evidence: str) -> None:
    """Take a link back: it opens nothing, who followed by it is told nothing more and sees nothing more.

    Whoever gave it may, and the owner, whose verified number stands in the dossier; for others it is Missing.
    Links in messages that followers got meanwhile end as well. A repeat changes nothing.
    """
    with transaction() as session:
        found = session.scalar(select(DossierShare).filter_by(id=share_id, dossier_id=dossier_id))
        is_theirs = found is not None and (
            found.citizen_id == citizen_id or queries.is_owner(dossier_id, citizen_id)
        )
        if found is None or not is_theirs:
            raise Missing("no such link of theirs")
        now = clock.now()
        same = (DossierLink.id == found.link_id, DossierLink.revoked_at.is_(None))
        session.execute(update(DossierLink).where(*same).values(revoked_at=now))
        ended = session.scalars(
            select(Follow).where(Follow.link_id == found.link_id, Follow.ended_at.is_(None)).with_for_update()
        ).all()
        for one in ended:
            one.ended_at = now
            citizens.withdraw(
                "share_revoked",
                evidence,
                citizen_id=one.citizen_id,
                purpose=Purpose.DOSSIER_NOTIFY,
                dossier_id=dossier_id,
                channel="web",
            )
            _end_links(session, one)


def _end_links(session: Session, follow: Follow) -> None:
    """The links in what they were sent since they followed."""
    sent = session.scalars(
        select(Intent.params).where(Intent.citizen_id == follow.citizen_id, Intent.created_at >= follow.since)
    )
    tokens = {token for params in sent for token in _tokens(params or {})}
    session.execute(
        update(DossierLink)
        .where(
            DossierLink.token_hash.in_([crypto.digest(token) for token in tokens]),
            DossierLink.dossier_id == follow.dossier_id,
            DossierLink.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )


def _tokens(params: dict[str, object]) -> Iterator[str]:
    for button in messages.buttons_of(params):
        path = urlsplit(button.payload).path if button.kind == "url" else ""
        if "/h/" in path:
            yield path.rpartition("/h/")[2]
