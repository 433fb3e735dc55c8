"""What all pages of the counter share: their blueprint, whose offices count, which receipt there is."""

import uuid

from flask import Blueprint, g, url_for
from flask_login import current_user

from portal.core.db import transaction
from portal.counter.queries.visits import Offices
from portal.dossiers.papers import printing
from portal.dossiers.papers.models import PaperKind
from portal.staff import operations as staff

bp = Blueprint("counter_desk", __name__, url_prefix="/desk")


def offices() -> Offices:
    """Where the signed-in person has the view's permission; None is the whole province."""
    found: Offices = current_user.offices(g.permission)
    return found


def seen(act: str, kind: str, id_: uuid.UUID) -> None:
    """Write to the trail that somebody looked at personal data (domain.md 8.3)."""
    with transaction():
        staff.record_act(act, kind, id_, current_user.id)


def receipt_ref(dossier_id: uuid.UUID) -> str | None:
    """The newest receipt that the dossier offers as a paper; None before it is accepted."""
    prefix = f"{printing.SLUGS[PaperKind.RECEIPT]}-"
    return next((one.ref for one in printing.offers(dossier_id) if one.ref.startswith(prefix)), None)


def receipt_href(dossier_id: uuid.UUID) -> str | None:
    """Where the receipt is printed from, when there is one."""
    if receipt_ref(dossier_id) is None:
        return None
    return url_for("counter_desk.receipt", dossier_id=dossier_id)
