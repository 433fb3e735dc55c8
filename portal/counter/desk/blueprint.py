"""What all pages of the counter share: their blueprint, whose offices count, which receipt there is."""

import uuid

from flask import Blueprint, current_app, g
from flask_login import current_user

from portal.core.db import transaction
from portal.counter.queries.visits import Offices
from portal.staff import operations as staff

bp = Blueprint("counter_desk", __name__, url_prefix="/desk")

RECEIPT = "/desk/dossiers/<uuid:dossier_id>/giay-tiep-nhan.pdf"


def offices() -> Offices:
    """Where the signed-in person has the view's permission; None is the whole province."""
    found: Offices = current_user.offices(g.permission)
    return found


def seen(act: str, kind: str, id_: uuid.UUID) -> None:
    """Write to the trail that somebody looked at personal data (domain.md 8.3)."""
    with transaction():
        staff.record_act(act, kind, id_, current_user.id)


def receipt_href(dossier_id: uuid.UUID) -> str | None:
    """The receipt as a paper, where papers are made."""
    has_papers = any(rule.rule == RECEIPT for rule in current_app.url_map.iter_rules())
    return RECEIPT.replace("<uuid:dossier_id>", str(dossier_id)) if has_papers else None
