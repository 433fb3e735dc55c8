"""Following a dossier: who wants to hear of it beyond its own phones."""

import uuid

from sqlalchemy import and_, case, or_, update
from sqlalchemy.dialects.postgresql import insert

from portal.citizens import operations as citizens
from portal.citizens.models import Purpose
from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.models import Follow

TEXT = "follow-dossier-1"


PROOFS = ("digits", "link")  # what makes a relative's following one's own


def follow(
    dossier_id: uuid.UUID,
    citizen_id: uuid.UUID,
    via: str,
    evidence: str,
    *,
    link_id: uuid.UUID | None = None,
) -> None:
    """Somebody who has proven L1 wants to be told; writes the consent it stands on. A repeat adds nothing.

    `link_id` is the relative's link it came by: with the link it ends. A following that goes on keeps where
    it came from, unless a proof of one's own is brought.
    """
    with transaction() as session:
        row = insert(Follow).values(
            dossier_id=dossier_id, citizen_id=citizen_id, via=via, since=clock.now(), link_id=link_id
        )
        told = row.excluded
        is_kept = and_(Follow.ended_at.is_(None), or_(told.link_id.is_not(None), told.via.not_in(PROOFS)))
        values = {
            "ended_at": None,
            "via": case((is_kept, Follow.via), else_=told.via),
            "link_id": case((is_kept, Follow.link_id), else_=told.link_id),
        }
        session.execute(row.on_conflict_do_update(index_elements=["dossier_id", "citizen_id"], set_=values))
        citizens.agree(
            Purpose.DOSSIER_NOTIFY,
            citizen_id=citizen_id,
            dossier_id=dossier_id,
            text_version=TEXT,
            channel="oa",
            evidence=evidence,
        )


def unfollow(dossier_id: uuid.UUID, citizen_id: uuid.UUID, evidence: str) -> None:
    """They do not want to hear of it any more, whichever way they were told. A repeat changes nothing."""
    with transaction() as session:
        session.execute(
            update(Follow)
            .where(
                Follow.dossier_id == dossier_id, Follow.citizen_id == citizen_id, Follow.ended_at.is_(None)
            )
            .values(ended_at=clock.now())
        )
        citizens.withdraw(
            "unfollowed",
            evidence,
            citizen_id=citizen_id,
            purpose=Purpose.DOSSIER_NOTIFY,
            dossier_id=dossier_id,
        )
