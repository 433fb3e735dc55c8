"""What dossiers like this one took lately."""

import math
import uuid

from sqlalchemy import select

from portal.core.db import db
from portal.dossiers.experience.models import UsualTime
from portal.dossiers.experience.usual import FEWEST, Usual
from portal.dossiers.queries.catalogue import national


def usual(procedure_code: str | None, office_id: uuid.UUID | None) -> Usual | None:
    """The range of a procedure at an office; None where too few dossiers were finished lately."""
    if not procedure_code or office_id is None:
        return None
    row = db.session.execute(
        select(UsualTime.cases, UsualTime.half, UsualTime.most).filter_by(
            procedure_code=national(procedure_code), office_id=office_id
        )
    ).one_or_none()
    if row is None or row.cases < FEWEST:
        return None
    return Usual(row.cases, _half_days(row.half), _half_days(row.most))


def _half_days(days: float) -> float:
    return max(math.ceil(days * 2 - 1e-9) / 2, 0.5)
