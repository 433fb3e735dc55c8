"""Work that comes again: done when due, by one relay, and never in the way of other work."""

from flask import Flask
from sqlalchemy import select, text

from portal.core.db import db
from portal.notifications import duties
from portal.notifications.duties import Duty
from portal.notifications.models import Periodic


def row(name: str) -> Periodic:
    db.session.rollback()
    return db.session.scalars(select(Periodic).filter_by(name=name)).one()


def test_done_when_due_and_not_before(ctx: Flask) -> None:
    done: list[str] = []
    tasks = {"a": Duty(60, lambda: done.append("a")), "b": Duty(3600, lambda: done.append("b"))}
    assert sorted(duties.run_due(tasks)) == ["a", "b"]
    assert duties.run_due(tasks) == []
    db.session.execute(text("UPDATE periodic SET due_at = due_at - interval '61 s'"))
    db.session.commit()
    assert duties.run_due(tasks) == ["a"]
    assert sorted(done) == ["a", "a", "b"]
    assert row("a").last_ran_at is not None


def test_a_failure_is_written_down_and_stops_nobody(ctx: Flask) -> None:
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("0901234567")

    assert duties.run_due({"bad": Duty(60, fail), "good": Duty(60, lambda: done.append("x"))}) == ["good"]
    assert done == ["x"]
    assert row("bad").last_error == "RuntimeError"
    assert row("good").last_error is None
