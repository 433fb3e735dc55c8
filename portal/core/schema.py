"""Which schema the code was written for, and whether the database has it."""

from functools import cache

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.core import settings
from portal.core.db import db


@cache
def heads() -> tuple[str, ...]:
    """The newest migrations that came with this code."""
    config = Config()
    config.set_main_option("script_location", str(settings.ROOT / "migrations"))
    return tuple(ScriptDirectory.from_config(config).get_heads())


def found() -> tuple[str, ...]:
    """The newest migrations that the database has been through; raises what the database raises."""
    return tuple(MigrationContext.configure(db.session.connection()).get_current_heads())


def is_current() -> bool:
    """The database has the schema of this very code."""
    return found() == heads()
