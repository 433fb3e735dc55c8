"""Who may work on an item, and at which offices."""

import uuid
from collections.abc import Collection

from sqlalchemy import or_, select

from portal.core.db import db
from portal.places.models import Office
from portal.staff.models import RoleGrant, StaffUser
from portal.staff.rights import ROLES, Permission


def colleagues(permission: Permission, office_id: uuid.UUID | None) -> list[tuple[uuid.UUID, str]]:
    """Who may work on such an item: id and name."""
    roles = [role for role, held in ROLES.items() if permission in held]
    rules = [StaffUser.is_active, RoleGrant.role.in_(roles)]
    if office_id is not None:
        rules.append(or_(RoleGrant.office_id.is_(None), RoleGrant.office_id == office_id))
    rows = db.session.execute(
        select(StaffUser.id, StaffUser.name)
        .join(RoleGrant, RoleGrant.user_id == StaffUser.id)
        .where(*rules)
        .distinct()
        .order_by(StaffUser.name, StaffUser.id)
    )
    return [(id_, name) for id_, name in rows]


def offices(within: Collection[uuid.UUID] | None = None) -> list[tuple[uuid.UUID, str]]:
    """Offices by name: all, or those named."""
    rows = select(Office.id, Office.name).order_by(Office.name)
    found = db.session.execute(rows if within is None else rows.where(Office.id.in_(within)))
    return [(id_, name) for id_, name in found]


def of_offices(permission: Permission, offices: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    """Whose right to it is given within these offices; nobody of the whole province."""
    roles = [role for role, held in ROLES.items() if permission in held]
    rows = db.session.execute(
        select(StaffUser.id, StaffUser.name)
        .join(RoleGrant, RoleGrant.user_id == StaffUser.id)
        .where(StaffUser.is_active, RoleGrant.role.in_(roles), RoleGrant.office_id.in_(offices))
        .distinct()
        .order_by(StaffUser.name, StaffUser.id)
    )
    return [(row[0], row[1]) for row in rows]
