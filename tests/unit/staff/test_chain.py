"""The trail cannot be changed unseen, not even by who may do everything to the database (SE3)."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import text, update

from portal.core import clock
from portal.core.db import db, release
from portal.operating.commands import audit
from portal.staff import chain
from portal.staff.models import AuditRow
from portal.staff.trail import record_act

BY_FORCE = text("SET LOCAL session_replication_role = replica")


def _force(statement: str, **values: object) -> None:
    """What only somebody with the database's highest rights can do."""
    with db.engine.begin() as connection:
        connection.execute(BY_FORCE)
        connection.execute(text(statement), values)


def test_each_way_to_change_the_trail_is_seen(ctx: Flask) -> None:
    """A line changed, taken away with or without its link, written in late; and a chain made anew."""
    for n in range(4):
        record_act("test.act", "thing", n, count=n)
    assert (chain.link(), chain.link()) == (4, 0)
    whole = chain.check()
    assert (whole.links, whole.is_whole) == (4, True)
    run = ctx.test_cli_runner()
    said = run.invoke(audit, ["--check"])
    assert (said.exit_code, whole.head in said.output) == (0, True), said.output

    first = db.session.query(AuditRow.id).order_by(AuditRow.id).limit(1).scalar()
    release()
    change = "UPDATE audit SET detail = jsonb_build_object('count', CAST(:count AS int)) WHERE id = :id"
    _force(change, count=7, id=first)
    assert chain.check().wrong == [first]
    assert run.invoke(audit, ["--check"]).exit_code == 1
    with pytest.raises(chain.Broken):
        chain.look_nightly()
    _force(change, count=0, id=first)
    assert chain.check() == whole

    _force("DELETE FROM audit WHERE id = :id", id=first + 1)
    assert chain.check().missing == 1
    _force("DELETE FROM audit_link WHERE n = 2")
    assert (chain.check().missing, chain.check().wrong) == (1, [first + 2]), "the next one's link tells of it"

    record_act("test.act", "thing", "late")
    with db.engine.begin() as connection:
        connection.execute(BY_FORCE)
        old = clock.now() - chain.LATE - dt.timedelta(seconds=1)
        connection.execute(update(AuditRow).where(AuditRow.subject_id == "late").values(at=old))
    assert chain.check().unlinked == 1

    _force("DELETE FROM audit_link")
    chain.link()
    assert chain.check().is_whole, "a chain made anew looks whole by itself"
    assert not chain.check(whole.head).is_whole, "but it does not hold the hash that was noted"
