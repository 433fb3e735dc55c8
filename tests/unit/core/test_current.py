"""What citizens read has changed: the database says so itself, each process hears it once."""

import importlib.util
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from portal.core import current, stamps
from portal.core.db import db
from portal.core.settings import ROOT
from tests.factories import make_procedure

MIGRATION = ROOT / "migrations" / "versions" / "0024_pages.py"


@pytest.fixture
def heard(ctx: Flask) -> Iterator[list[str]]:
    told: list[str] = []
    before = list(current._known.told)
    current.on_change(lambda: told.append("changed"))
    look(ctx)
    told.clear()
    yield told
    current._known.told[:] = before
    current._known.until = 0.0


def look(app: Flask) -> None:
    current._known.until = 0.0
    current.look(app)


def test_a_write_is_heard_once_and_one_that_was_not_committed_never(ctx: Flask, heard: list[str]) -> None:
    look(ctx)
    assert heard == []
    make_procedure(code="1.999001", name="Thủ tục", summary="Tóm tắt.")
    look(ctx)
    look(ctx)
    assert heard == ["changed"]
    db.session.execute(text("UPDATE procedure SET name = 'Khác'"))
    db.session.rollback()
    look(ctx)
    assert heard == ["changed"]


def test_every_page_asks_at_most_now_and_then(ctx: Flask, heard: list[str]) -> None:
    look(ctx)
    make_procedure(code="1.999001", name="Thủ tục", summary="Tóm tắt.")
    current.look(ctx)
    assert heard == []


def test_every_table_behind_a_page_moves_the_stamp(ctx: Flask) -> None:
    spec = importlib.util.spec_from_file_location("pages_migration", MIGRATION)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for table in module.SHOWN:
        before = stamps.read(current.NAME)
        db.session.execute(text(f"DELETE FROM {table} WHERE false"))  # noqa: S608 - names of our own
        assert stamps.read(current.NAME) != before, table
        db.session.rollback()
