"""How long the catalogue takes to come in: from nothing, again, as a table, compared word by word."""

import csv
import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from sqlalchemy import delete

from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core.db import transaction
from portal.procedures import files, intake, operations
from portal.procedures.models import Procedure
from portal.procedures.upkeep.differing import differences

T = TypeVar("T")


def measure(_: Home) -> Report:
    """Seconds of wall time; the bare figure is reading and checking the same file without a database."""
    told: list[dict[str, Any]] = json.loads(gzip.decompress(intake.FACTS.read_bytes()))["procedures"]
    bare, rows = _timed(lambda: operations.checked(files.read(intake.FACTS).rows)[0])
    figures: dict[str, float] = {"procedures": len(rows)}
    with transaction() as session:
        session.execute(delete(Procedure))  # a home of a bench holds the shipped catalogue already
    figures["import s"], first = _timed(lambda: operations.import_file(intake.FACTS))
    figures["import again s"], again = _timed(lambda: operations.import_file(intake.FACTS))
    newer = [{**row, "decision_no": "1/QĐ-MOI"} if n % 10 == 0 else row for n, row in enumerate(told)]
    figures["import, a tenth changed s"], some = _timed(lambda: operations.import_rows(newer))
    with TemporaryDirectory() as folder:
        table = Path(folder) / "catalogue.csv"
        _as_table(told, table)
        figures["import as CSV s"], as_table = _timed(lambda: operations.import_file(table))
    pairs = list(zip(told, newer, strict=True))[::10]
    spent, _words = _timed(lambda: [differences(*pair) for pair in pairs])
    figures["difference ms each"] = spent * 1000 / len(pairs)
    figures |= {"added": first.added, "unchanged again": again.unchanged, "changed": some.changed}
    figures["changed back by CSV"] = as_table.changed
    return Report(
        "catalogue",
        figures,
        {"read and check s": bare},
        {"import/read and check": figures["import s"] / bare},
    )


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    made = act()
    return time.perf_counter() - begun, made


def _as_table(rows: list[dict[str, Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        made = csv.writer(file)
        made.writerow(["Mã TTHC", "Tên thủ tục", "Lĩnh vực", "Quyết định công bố"])
        made.writerows([row["code"], row["name"], row.get("field"), row.get("decision_no")] for row in rows)
