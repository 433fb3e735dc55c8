"""How whoever opened a relative's link stands: signed in or not, following or not."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.citizens import access
from portal.core.db import db
from portal.dossiers.models import Follow
from portal.dossiers.operations.links import Opened


@dataclass(frozen=True)
class Standing:
    """What the page offers them."""

    is_signed_in: bool
    follows: bool


def standing(opened: Opened) -> Standing | None:
    """None where the link is no relative's."""
    if not opened.is_share:
        return None
    session = access.who()
    if session is None or session.citizen_id is None:
        return Standing(False, False)
    follows = select(Follow.id).filter_by(
        dossier_id=opened.dossier_id, citizen_id=session.citizen_id, ended_at=None
    )
    return Standing(True, db.session.scalar(follows) is not None)
