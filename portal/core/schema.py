"""Which schema the code was written for, and whether the database has it.

Alembic itself is loaded only to migrate: it would cost every web process ten megabytes for two questions.
"""

import re
from functools import cache

from flask import current_app
from sqlalchemy import text

from portal.core import settings
from portal.core.db import db

FOLDER = settings.ROOT / "migrations"
_REVISION = re.compile(r'^revision = "(\w+)"\ndown_revision = (?:"(\w+)"|None)$', re.MULTILINE)


def bring_up() -> None:
    """Bring the database to the newest schema; within an app context. A repeat changes nothing."""
    from flask_migrate import Migrate, upgrade  # noqa: PLC0415 - as above

    Migrate(current_app, db, directory=str(FOLDER), compare_type=True)
    upgrade()


@cache
def heads() -> tuple[str, ...]:
    """The newest migrations that came with this code: those that no other one follows."""
    found = [_REVISION.search(file.read_text("utf-8")) for file in sorted((FOLDER / "versions").glob("*.py"))]
    followed = {one[2] for one in found if one}
    return tuple(one[1] for one in found if one and one[1] not in followed)


def found() -> tuple[str, ...]:
    """The newest migrations that the database has been through; raises what the database raises."""
    return tuple(db.session.scalars(text("SELECT version_num FROM alembic_version")))


def is_current() -> bool:
    """The database has the schema of this very code."""
    return found() == heads()
