"""The figures as open data: one table and what describes it, together in one file."""

import csv
import io
import json
import zipfile
from typing import Any

from portal.core import clock
from portal.figures import described, sheets
from portal.figures.report import Report

TABLE = "so-lieu.csv"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a file in a ZIP: the same figures give the same bytes


def package(found: Report, source: str) -> bytes:
    """A ZIP: the table and its `datapackage.json` (Frictionless Data); `source` is the portal's address."""
    files = {TABLE: _table(found), "datapackage.json": json.dumps(_told(found, source), ensure_ascii=False)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, EARLIEST), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(found: Report) -> str:
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow([name for name, _, _ in described.FIELDS])
    sheet.writerows(sheets.rows(found))
    return out.getvalue()


def _told(found: Report, source: str) -> dict[str, Any]:
    first, last = found.period.first, found.period.last
    return {
        "profile": "tabular-data-package",
        "name": f"so-lieu-{first:%Y%m%d}-{last:%Y%m%d}",
        "title": "Số liệu cổng thông tin trên Zalo của tỉnh",
        "created": clock.now().replace(microsecond=0).isoformat(),
        "temporal": {"start": first.isoformat(), "end": last.isoformat()},
        "sources": [{"title": "Sổ tin và hồ sơ của cổng", "path": source}],
        "description": "Không có dữ liệu cá nhân. "
        + " ".join(f"{k}: {v}." for k, v in described.GROUPS.items()),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "so-lieu",
                "path": TABLE,
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "header": True},
                "schema": described.table_schema(),
            }
        ],
    }
