"""Who may prepare, approve and see broadcasts: by permission and by office, as in the newsroom."""

import uuid
from typing import Any

from flask_login import current_user
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from portal.staff.access import Permission

WRITE, APPROVE = Permission.WRITE_NEWS, Permission.PUBLISH_NEWS


def may(permission: Permission, office_id: uuid.UUID | None) -> bool:
    """True when this person holds the permission for that office; the province's needs the whole province."""
    if not current_user.may(permission):
        return False
    offices = current_user.offices(permission)
    return offices is None or office_id in offices


def own(query: Select[Any], office: InstrumentedAttribute[Any]) -> Select[Any]:
    """The same select within the offices this person writes for."""
    offices = current_user.offices(WRITE)
    return query if offices is None else query.where(office.in_(offices))


def office() -> uuid.UUID | None:
    """The office a new thing is made for: this person's only one, or the province."""
    offices = current_user.offices(WRITE)
    return None if offices is None else next(iter(sorted(offices)), None)
