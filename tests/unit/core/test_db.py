"""One place commits: joining, rolling back, and what is done afterwards."""

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.db import afterwards, db, release, transaction
from portal.core.reads import read_alone
from portal.places.models import WorkingDayOverride

DAY = dt.date(2026, 1, 10)


def _day(session: sa.orm.Session, date: dt.date = DAY) -> None:
    session.add(WorkingDayOverride(date=date, is_working=True, note="", source="test"))


def _count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(WorkingDayOverride)) or 0


def test_the_outermost_block_commits_once(ctx: Flask) -> None:
    done: list[int] = []
    with transaction() as session:
        _day(session)
        with transaction() as inner:
            _day(inner, DAY + dt.timedelta(days=1))
            afterwards(lambda: done.append(_count()))
        assert done == []
    release()
    assert _count() == 2
    assert done == [2]


def test_a_failure_inside_takes_everything_back(ctx: Flask) -> None:
    done: list[str] = []

    def half() -> None:
        with transaction() as session:
            _day(session)
            afterwards(lambda: done.append("never"))
            with transaction() as inner:
                _day(inner, DAY + dt.timedelta(days=1))
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        half()
    assert _count() == 0
    with transaction():
        pass
    assert done == []


def test_the_audit_trail_refuses_changes(ctx: Flask) -> None:
    for statement in ("UPDATE audit SET act = 'x'", "DELETE FROM audit", "TRUNCATE audit CASCADE"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as session:
            session.execute(sa.text(statement))


def test_a_connection_that_dies_after_the_last_question_spoils_no_answer(app: Flask) -> None:
    """The database stopped between a request's last row and its end: 4 of 651 answers were 500."""
    with app.app_context():
        pid = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
        with db.engine.begin() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": pid})
    with app.app_context():
        assert db.session.scalar(sa.text("SELECT 1")) == 1


def test_a_single_read_outlives_the_connection_it_finds_dead(ctx: Flask) -> None:
    """Nobody asks such a connection beforehand whether it lives."""
    told = sa.bindparam("told", type_=sa.Text).label("told")
    whose = sa.select(sa.func.pg_backend_pid().label("pid"), told)
    first = read_alone(whose, told="a")
    assert first is not None
    with db.engine.begin() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": first.pid})
    second = read_alone(whose, told="b")
    assert second is not None
    assert (second.told, second.pid != first.pid) == ("b", True)
