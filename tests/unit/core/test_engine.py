"""What answers people never waits long for the database; what imports may."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.core.db import db


def test_a_statement_for_people_ends_in_time(app: Flask) -> None:
    hurried = create_app(statement_seconds=0.2)
    with hurried.app_context():
        with pytest.raises(sa.exc.OperationalError, match="statement timeout"):
            db.session.execute(sa.text("SELECT pg_sleep(5)"))
        db.session.remove()
        db.engine.dispose()


def test_an_import_may_take_its_time(ctx: Flask) -> None:
    assert db.session.scalar(sa.text("SHOW statement_timeout")) == "0"
