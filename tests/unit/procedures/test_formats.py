"""Catalogues in the older exchange format, as CSV and XLSX: what they name is changed, all else stays."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.procedures import files, operations, queries
from portal.procedures.forms import ProcedureFacts
from tests.sheets import xlsx

CODE = "1.001193"
ONE_DAY = {"duration_value": 1, "duration_unit": "working_day"}
STANDING = {
    "code": CODE,
    "name": "Đăng ký khai sinh",
    "field": "Hộ tịch",
    "desk": "one_stop",
    "levels": ["commune"],
    "channels": [
        {
            "channel": "direct",
            "duration_value": 1,
            "duration_unit": "working_day",
            "fees": [{"amount_vnd": 8000}],
        },
        {
            "channel": "online",
            "duration_value": 1,
            "duration_unit": "working_day",
            "fees": [{"amount_vnd": 0}],
        },
    ],
    "source": "A",
    "as_of": "2026-07",
}
EXCHANGE = {
    "MATTHC": f"{CODE}.000.00.00.H17",
    "TENTTHC": "Đăng ký khai sinh",
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "HT", "TENLINHVUC": "Hộ tịch"}],
    "TRINHTUTHUCHIEN": [
        {"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Nộp hồ sơ"}, {"TENTRINHTU": "Nhận kết quả"}]}
    ],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": 1,
            "THOIGIAN": {
                "THOIGIANGIAIQUYET": "3",
                "DONVITINH": "Ngày làm việc",
                "MOTA": "Cần xác minh",
                "PHILEPHI": [{"SOTIEN": "8.000", "DONVI": "VNĐ", "MOTA": ""}],
            },
        },
        {"KENH": "9", "THOIGIAN": []},
    ],
    "THANHPHANHOSO": [
        {"TRUONGHOP": "", "GIAYTO": [{"MAGIAYTO": "1", "TENGIAYTO": "Tờ khai", "MAUDON": "Mẫu 01"}]}
    ],
    "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.1", "TENKETQUA": "Giấy khai sinh"}],
    "CANCUPHAPLY": [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch"}],
    "COQUANTHUCHIEN": {"MADONVI": "1", "TENDONVI": "Ủy ban nhân dân cấp xã"},
    "YEUCAU": "Không",
    "URL": "",
}


def facts_of() -> ProcedureFacts:
    found = queries.in_force(CODE)
    assert found
    return found.facts


def put(path: Path, raw: bytes) -> operations.Report:
    path.write_bytes(raw)
    return operations.import_file(path)


@pytest.mark.parametrize(
    "wrapped", [lambda r: [r], lambda r: {"error_code": "0", "result": [r]}, lambda r: r]
)
def test_the_older_format_is_read_however_it_is_wrapped(ctx: Flask, tmp_path: Path, wrapped: Any) -> None:
    operations.import_rows([STANDING])
    report = put(tmp_path / "x.json", json.dumps(wrapped(EXCHANGE)).encode())
    assert (report.added, report.changed, report.refused) == (0, 1, [])
    facts = facts_of()
    assert (facts.desk, facts.levels) == ("one_stop", ["commune"]), "what it does not say stays"
    by_way = {row.channel: (row.duration_value, row.fees[0].amount_vnd) for row in facts.channels}
    assert by_way == {"direct": (3, 8000), "online": (1, 0)}
    assert facts.steps == ["Nộp hồ sơ", "Nhận kết quả"]
    assert [(paper.name, paper.form) for paper in facts.documents] == [("Tờ khai", "Mẫu 01")]
    assert put(tmp_path / "x.json", json.dumps(wrapped(EXCHANGE)).encode()).unchanged == 1, "a repeat"


def test_tables_change_what_they_name(ctx: Flask, tmp_path: Path) -> None:
    operations.import_rows([STANDING])
    head = ["Mã TTHC", "Tên thủ tục", "Quyết định công bố", "Thời hạn giải quyết", "Cột lạ"]
    same = [CODE, "Đăng ký khai sinh", "", "1 ngày làm việc", "x"]
    assert put(tmp_path / "a.xlsx", xlsx([["Danh mục"], head, same])).unchanged == 1
    new = ["2.000635.H17", "Cấp bản sao trích lục", "100/QĐ", "5", ""]
    report = put(
        tmp_path / "a.xlsx", xlsx([head, [CODE, "Khai sinh", "163/QĐ", "3 ngày", "x"], new, ["zz", "y"]])
    )
    assert (report.added, report.changed, [row.code for row in report.refused]) == (1, 1, ["zz"])
    facts = facts_of()
    assert (facts.name, facts.decision_no, facts.field) == ("Khai sinh", "163/QĐ", "Hộ tịch")
    direct = facts.channels[0]
    assert (direct.duration_value, direct.duration_unit, direct.fees[0].amount_vnd) == (3, "day", 8000)
    csv = f"\ufeffcode;name;Phí\n{CODE};Khai sinh;Miễn phí\n".encode()
    assert put(tmp_path / "a.csv", csv).changed == 1
    assert facts_of().channels[0].fee_status == "free"


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b" " * 60_000_000)
    return out.getvalue()


def test_what_is_no_catalogue_changes_nothing_and_says_why(ctx: Flask, tmp_path: Path) -> None:
    operations.import_rows([STANDING])
    told = {
        "tcvn3": (
            "M· TTHC,Tªn thñ tôc\n1.001193,§¨ng ký khai sinh cña c«ng d©n\n".encode("latin-1"),
            "encoding",
        ),
        "two columns of one name": (f"code,name,tên\n{CODE},a,b\n".encode(), "twins"),
        "no header": (b"a,b\n1,2\n", "no_header"),
        "only a header": (b"code,name\n", "header_only"),
        "a picture": (b"\xff\xd8\xff\xe0" + b"\0" * 100, "kind"),
        "a bomb": (_bomb(), "unpacked"),
        "another JSON": (b'{"a": 1}', "json"),
        "nothing": (b"", "empty"),
        "only a BOM": (b"\xef\xbb\xbf", "empty"),
    }
    for name, (raw, why) in told.items():
        path = tmp_path / "file"
        path.write_bytes(raw)
        with pytest.raises(files.NoCatalogue) as refused:
            operations.import_file(path)
        assert refused.value.why == why, name
    assert facts_of().decision_no is None
    assert queries.count() == 1
