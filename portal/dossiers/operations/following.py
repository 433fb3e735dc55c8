"""Following a dossier: who wants to hear of it beyond its own phones."""

import uuid

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from portal.citizens import operations as citizens
from portal.citizens.models import Purpose
from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.models import Follow

TEXT = "follow-dossier-1"


def follow(dossier_id: uuid.UUID, citizen_id: uuid.UUID, via: str, evidence: str) -> None:
    """Somebody who has proven L1 wants to be told; writes the consent it stands on. A repeat adds nothing."""
    with transaction() as session:
        row = insert(Follow).values(dossier_id=dossier_id, citizen_id=citizen_id, via=via, since=clock.now())
        session.execute(
            row.on_conflict_do_update(
                index_elements=["dossier_id", "citizen_id"], set_={"ended_at": None, "via": row.excluded.via}
            )
        )
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
