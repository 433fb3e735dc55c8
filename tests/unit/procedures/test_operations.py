"""Imports: whole or not at all, twice is once, a change opens a version; approvals leave a trail."""

import datetime as dt
import gzip
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import ColumnClause, func, literal_column, select

from portal.core.db import db
from portal.core.errors import Conflict, Missing, Refused
from portal.procedures import approving, intake, layout, operations, queries
from portal.procedures.models import Procedure, ProcedureVersion
from portal.staff import operations as staff
from portal.staff.models import AuditRow, Role

FACTS: dict[str, Any] = {
    "code": "1.001193",
    "name": "Thủ tục đăng ký khai sinh",
    "field": "Hộ tịch",
    "source": "A",
    "as_of": "2026-07",
    "decision_no": "163/QĐ-BTP",
}
TEXT: dict[str, Any] = {
    "code": "1.001193",
    "name": "Thủ tục đăng ký khai sinh",
    "source": "A",
    "as_of": "2026-07",
    "summary": "Ghi vào sổ.",
    "steps": ["Nộp.", "Nhận."],
    "search_aliases": ["giấy khai sinh"],
}


def rows() -> list[ProcedureVersion]:
    return list(db.session.scalars(select(ProcedureVersion).order_by(ProcedureVersion.id)))


def written() -> list[Any]:
    """Which transaction wrote each row last: a row that was touched has another one."""
    stamp: ColumnClause[str] = literal_column("xmin::text")
    tables = (Procedure.__table__, ProcedureVersion.__table__)
    return [tuple(row) for table in tables for row in db.session.execute(select(stamp).select_from(table))]


def counts(report: operations.Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, len(report.refused)


def test_a_second_run_changes_nothing(ctx: Flask) -> None:
    assert counts(operations.import_rows([FACTS])) == (1, 0, 0, 0)
    before = written()
    assert counts(operations.import_rows([FACTS])) == (0, 0, 1, 0)
    assert written() == before


def test_a_changed_row_closes_its_version_and_opens_the_next(ctx: Flask) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC)):
        operations.import_rows([FACTS])
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)):
        assert counts(operations.import_rows([FACTS | {"decision_no": "200/QĐ-BTP"}])) == (0, 1, 0, 0)
    old, new = rows()
    assert (old.valid_from, old.valid_to) == (dt.date(2026, 7, 1), dt.date(2026, 11, 20))
    assert (new.valid_from, new.valid_to) == (dt.date(2026, 11, 20), None)
    assert new.payload["decision_no"] == "200/QĐ-BTP"


def test_going_there_and_back_on_one_day_ends_with_one_open_version(ctx: Flask) -> None:
    other = FACTS | {"decision_no": "200/QĐ-BTP"}
    for row in (FACTS, other, FACTS, other, FACTS):
        operations.import_rows([row])
    assert [row.payload["decision_no"] for row in rows() if row.valid_to is None] == ["163/QĐ-BTP"]


@pytest.mark.parametrize("order", [(FACTS, TEXT), (TEXT, FACTS)])
def test_a_text_lies_over_the_facts_whichever_came_first(
    ctx: Flask, order: tuple[dict[str, Any], ...]
) -> None:
    for row in order:
        operations.import_rows([row])
    found = queries.in_force("1.001193")
    assert found is not None
    assert (found.facts.decision_no, found.facts.summary) == ("163/QĐ-BTP", "Ghi vào sổ.")
    for row in (*order, *order):
        assert counts(operations.import_rows([row])) == (0, 0, 1, 0)


def test_new_facts_keep_the_text_but_not_its_approval(ctx: Flask) -> None:
    officer = staff.create_user("lan.anh", "Lan Anh", [(Role.PUBLISHER, None)], "mat-khau-rat-dai")
    operations.import_rows([FACTS])
    operations.import_rows([TEXT])
    approving.approve("1.001193", rows()[-1].id, officer)
    operations.import_rows([FACTS | {"decision_no": "200/QĐ-BTP"}])
    found = queries.in_force("1.001193")
    assert found is not None
    assert (found.facts.steps, found.approved_at) == (["Nộp.", "Nhận."], None)


def test_a_bad_row_is_named_and_harms_no_other(ctx: Flask) -> None:
    report = operations.import_rows(
        [
            FACTS,
            {**FACTS, "code": "1.000002", "name": ""},
            "row",
            {"name": "x"},
            FACTS,
            {**FACTS, "code": "1.000003"},
        ]
    )
    assert counts(report) == (2, 0, 0, 4)
    assert [refusal.code for refusal in report.refused] == ["1.000002", "row 3", "row 4", "1.001193"]
    assert report.refused[0].why.startswith("name: ")
    assert "twice" in report.refused[3].why
    assert set(db.session.scalars(select(Procedure.code))) == {"1.001193", "1.000003"}


def test_what_the_database_refuses_is_reported_row_by_row(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = layout.entry

    def broken(row: Any, standing: Any, ours: Any, **how: Any) -> Any:
        made = entry(row, standing, ours, **how)
        if row.code == "1.000002":
            made.listed["name"] = None  # not allowed to be empty
        return made

    monkeypatch.setattr(layout, "entry", broken)
    report = operations.import_rows([FACTS, {**FACTS, "code": "1.000002"}, {**FACTS, "code": "1.000003"}])
    assert counts(report) == (2, 0, 0, 1)
    assert report.refused[0].code == "1.000002"
    assert db.session.scalar(select(func.count(ProcedureVersion.id))) == 2


def test_an_import_that_breaks_leaves_nothing(ctx: Flask) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.import_rows([FACTS], stop)
    assert queries.count() == 0


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "no table"),
        (b"{", "not JSON"),
        (b'{"procedures": [NaN]}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "another shape"),
        (b'{"procedures": {}}', "another shape"),
        (b'{"procedures": []}', "no procedures"),
        (b"\x1f\x8bnot really gzip", "read"),
        (gzip.compress(b"x" * (intake.LARGEST + 2), 1), "larger"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_in_one_sentence(
    ctx: Flask, tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        operations.import_file(path)
    assert word in refused.value.word
    assert queries.count() == 0


def test_a_file_that_is_not_there_is_refused(ctx: Flask, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        operations.import_file(tmp_path / "none.json")


def test_a_gzipped_catalogue_is_read_too(ctx: Flask, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"procedures": [FACTS]}).encode()))
    assert counts(operations.import_file(path)) == (1, 0, 0, 0)


def test_the_shipped_catalogue_comes_in_whole_and_once(ctx: Flask) -> None:
    report = operations.import_shipped()
    assert report is not None
    assert counts(report) == (3042, 57, 0, 0)
    assert operations.import_shipped() is None
    again = operations.import_file(intake.FACTS) + operations.import_file(intake.COMMON)
    assert counts(again) == (0, 0, 3042 + 57, 0)
    hidden = select(func.count()).select_from(Procedure).where(Procedure.is_hidden)
    assert db.session.scalar(hidden) == 93  # rule 9: every one of them is another province's own


def test_rule_9_a_row_of_this_province_is_shown(ctx: Flask) -> None:
    for code, province in (("1.000001", "Tây Ninh"), ("1.000002", "Tỉnh Tây Ninh"), ("1.000003", "Hà Nội")):
        operations.import_rows([FACTS | {"code": code, "local_to": province}])
    shown = select(Procedure.code).where(~Procedure.is_hidden).order_by(Procedure.code)
    assert list(db.session.scalars(shown)) == ["1.000001", "1.000002"]


def test_approving_leaves_a_trail_and_a_repeat_none(ctx: Flask) -> None:
    officer = staff.create_user("lan.anh", "Lan Anh", [(Role.PUBLISHER, None)], "mat-khau-rat-dai")
    operations.import_rows([TEXT])
    version = rows()[-1].id
    approving.approve("1.001193", version, officer)
    approving.approve("1.001193", version, officer)
    approving.unapprove("1.001193", version, officer)
    acts = select(AuditRow.act).where(AuditRow.subject_kind == "procedure_version").order_by(AuditRow.id)
    assert list(db.session.scalars(acts)) == ["procedure.approved", "procedure.unapproved"]


def test_only_the_text_that_was_read_can_be_approved(ctx: Flask) -> None:
    operations.import_rows([FACTS])
    with pytest.raises(Conflict):  # facts alone are nothing to approve
        approving.approve("1.001193", rows()[-1].id, uuid.uuid4())
    operations.import_rows([TEXT])
    with pytest.raises(Conflict):
        approving.approve("1.001193", rows()[0].id, uuid.uuid4())
    with pytest.raises(Missing):
        approving.approve("1.999999", 1, uuid.uuid4())
