"""The import commands as an operator runs them: one line, one object, or one sentence and exit code 2."""

import json
from pathlib import Path

import pytest
from flask import Flask

from portal import cli
from portal.procedures import queries

ROW = {"code": "1.001193", "name": "Đăng ký khai sinh", "source": "A", "as_of": "2026-07"}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "procedures.json"
    path.write_text(json.dumps({"procedures": [ROW, ROW | {"code": "x"}]}), encoding="utf-8")
    return path


def test_an_import_says_what_it_did_and_what_it_skipped(ctx: Flask, catalogue: Path) -> None:
    run = ctx.test_cli_runner().invoke(cli.import_procedures, [str(catalogue)])
    assert run.exit_code == 0
    assert run.stdout == "2 procedures read: 1 added, 0 changed, 0 unchanged, 1 skipped\n"
    assert run.stderr.startswith("skipped x: code: ")


def test_a_script_gets_one_object(ctx: Flask, catalogue: Path) -> None:
    run = ctx.test_cli_runner().invoke(cli.import_procedures, ["--json", str(catalogue)])
    told = json.loads(run.stdout)
    assert (told["read"], told["added"], told["changed"], told["unchanged"]) == (2, 1, 0, 0)
    assert [row["code"] for row in told["refused"]] == ["x"]
    assert run.stderr == ""


@pytest.mark.parametrize("content", [None, b"", b"nonsense", b"[]", b'{"procedures": []}', b"\x00\xff"])
@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_what_is_no_catalogue_is_one_sentence_and_two(
    ctx: Flask, tmp_path: Path, content: bytes | None, flags: list[str]
) -> None:
    path = tmp_path / "catalogue.json"
    if content is not None:
        path.write_bytes(content)
    run = ctx.test_cli_runner().invoke(cli.import_procedures, [*flags, str(path)])
    assert (run.exit_code, run.stdout) == (2, "")
    assert len(run.stderr.strip().splitlines()) == 1
    assert str(path) in run.stderr
    assert queries.count() == 0


def test_units_are_imported_by_their_columns(ctx: Flask, tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    table.write_text(
        "province_name,commune_code,commune_name\nTỉnh Tây Ninh,25001,Phường Một\n", encoding="utf-8"
    )
    run = ctx.test_cli_runner().invoke(cli.import_units, [str(table)])
    assert (run.exit_code, run.stdout) == (0, "1 rows read: 1 written, 0 skipped\n")
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    run = ctx.test_cli_runner().invoke(cli.import_units, [str(table)])
    assert (run.exit_code, run.stdout) == (2, "")
