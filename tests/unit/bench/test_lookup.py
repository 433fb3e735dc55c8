"""Rows for the look-up's figure: found as others are, their indexes whole again, the disk asked first."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.bench import lookup_rows
from portal.core.db import db
from portal.dossiers.queries import showing

ROWS = 40


def _indexes() -> dict[str, str]:
    asked = text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(:names)")
    try:
        return {
            one.indexname: one.indexdef
            for one in db.session.execute(asked, {"names": ["dossier", "status_event"]})
        }
    finally:
        db.session.remove()


def test_what_the_database_made_is_found_like_any_other(ctx: Flask) -> None:
    before = _indexes()
    lookup_rows.load(ROWS)
    assert _indexes() == before
    assert lookup_rows.is_there(ROWS)
    assert not lookup_rows.is_there(ROWS - 1)
    for n in (0, ROWS - 1):
        found = showing.view(lookup_rows.code(n), showing.Viewer(digits_ok=True))
        assert found
        assert len(found.steps) == lookup_rows.STEPS
        assert found.details
        assert not found.is_overdue
    assert showing.view(lookup_rows.code(ROWS), showing.Viewer()) is None


def test_it_says_what_it_needs_and_stops_where_there_is_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(0, 0, 10**9))
    assert "1.0 GB are free" in lookup_rows.needs(tmp_path, 1000)
    with pytest.raises(SystemExit, match="--rows"):
        lookup_rows.needs(tmp_path, 10_000_000)
