"""Foreign spreadsheets: what is read, and what is refused by which word, in the confined process itself."""

import io
import json
import zipfile
from typing import Any

import pytest

from portal.core import sheet_reader, sheets
from portal.core.sheet_text import Unreadable
from portal.core.sheets import BadSheet
from tests.sheets import book, csv, sheet_xml, xlsx

Row = tuple[int, list[str]]
HEAD = ["Ngày", "Xã", "Giá"]


def read(raw: bytes) -> tuple[dict[str, Any], list[Row]]:
    """As the child reads it, within this process: starting one for each file would take most of the time."""
    out = io.StringIO()
    sheet_reader.told(io.BytesIO(raw), out)
    head, *rows, _end = [json.loads(line) for line in out.getvalue().splitlines()]
    return head, [(line, cells) for line, cells in rows]


def refused(raw: bytes) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Unreadable) as error:
        read(raw)
    return error.value.word, error.value.facts


def test_csv_in_every_dress_gives_the_same_rows() -> None:
    plain = ["Ngày,Xã,Giá", '1/7/2026,"Xã Bến Lức, ấp 2",12', "", "2/7/2026,Long An,-"]
    wanted = [(1, HEAD), (2, ["1/7/2026", "Xã Bến Lức, ấp 2", "12"]), (4, ["2/7/2026", "Long An", "-"])]
    semicolons = [line.replace('"Xã Bến Lức, ấp 2"', "@").replace(",", ";") for line in plain]
    semicolons = [line.replace("@", '"Xã Bến Lức, ấp 2"') for line in semicolons]
    assert read(csv(*plain)) == ({"kind": "csv", "encoding": "utf-8", "separator": ","}, wanted)
    assert read(b"\xef\xbb\xbf" + csv(*plain)) == (
        {"kind": "csv", "encoding": "utf-8 BOM", "separator": ","},
        wanted,
    )
    assert read(csv(*plain, encoding="utf-16"))[1] == wanted
    assert read(csv(*semicolons))[1] == wanted
    assert [cells for _, cells in read(csv("sep=;", *semicolons))[1]] == [cells for _, cells in wanted]
    assert read(csv(*[line.replace(",", "\t") for line in plain if '"' not in line]))[1][-1][1][2] == "-"


def test_xlsx_cells_come_as_people_see_them() -> None:
    dates = "".join(
        f'<c r="{cell}5" s="{style}"><v>{value}</v></c>'
        for cell, style, value in (("A", 1, 46204), ("B", 2, 46204), ("C", 3, 46204.5))
    )
    dates = f'<row r="5">{dates}</row>'
    other = (
        '<row r="7"><c r="B7" t="b"><v>1</v></c><c r="C7"><v>1.50</v></c><c r="A7" t="s"><v>0</v></c></row>'
    )
    texts = '<sst xmlns="x"><si><r><t>Phường </t></r><rPh><t>âm</t></rPh><r><t>Long An</t></r></si></sst>'
    sheet = sheet_xml([HEAD, ["01/07/2026", None, 12500000]], dates + other)
    head, rows = read(book(sheet, **{"xl__sharedStrings.xml": texts}))
    assert head == {"kind": "xlsx", "sheet": "Bảng", "others": []}
    assert rows == [
        (1, HEAD),
        (2, ["01/07/2026", "", "12500000"]),
        (5, ["2026-07-01", "2026-07-01", "2026-07-01 12:00"]),
        (7, ["Phường Long An", "1", "1.5"]),
    ]


HOSTILE: dict[str, tuple[bytes, str, dict[str, Any]]] = {
    "nothing": (b"", "empty", {}),
    "an old workbook or a locked one": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "old_office", {}),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "kind", {}),
    "a zip that is no workbook": (b"PK\x03\x04 nothing", "broken", {}),
    "a formula": (
        xlsx([HEAD], '<row r="9"><c r="B9"><f>SUM(A1:A2)</f><v>3</v></c></row>'),
        "formula",
        {"line": 9, "column": 2},
    ),
    "a formula in a CSV": (csv("a,b", "1,=HYPERLINK(1)"), "formula", {"line": 2, "column": 2}),
    "macros": (book(sheet_xml([HEAD]), **{"xl__vbaProject.bin": "x"}), "macro", {}),
    "entities": (
        book('<!DOCTYPE w [<!ENTITY a "aaaa">]>' + sheet_xml([HEAD])),
        "broken",
        {},
    ),
    "half an XML": (book(sheet_xml([HEAD])[:-40]), "broken", {}),
    "a text that is not there": (
        xlsx([HEAD], '<row r="2"><c r="A2" t="s"><v>99</v></c></row>'),
        "broken",
        {},
    ),
    "a bomb": (book("<worksheet>" + " " * 51 * 1024 * 1024), "unpacked", {"most": 50}),
    "61 columns": (csv(",".join(map(str, range(61)))), "columns", {"most": 60}),
    "a column at the far right": (
        xlsx([HEAD], '<row r="2"><c r="XFD2"><v>1</v></c></row>'),
        "columns",
        {"most": 60},
    ),
    "a cell without end": (csv("a,b", "1," + "x" * 5000), "long_cell", {"line": 2}),
    "an open quote": (b'a,b\n"1,2\n3,4', "quotes", {"line": 2}),
    "Windows-1258": (
        "Tên đươ\u0300ng,Thi\u0323 trâ\u0301n\nLê Lơ\u0323i,Phươ\u0300ng Tân\n".encode("cp1258") * 3,
        "encoding",
        {"seems": "Windows-1258", "line": 1},
    ),
    "TCVN3": (
        b"T\xaan,X\xb7\nPh\xad\xeang Long An\n\xae\xad\xeang L\xaa L\xeei\nTh\xde tr\xcan\n" * 3,
        "encoding",
        {"seems": "TCVN3 (ABC)", "line": 1},
    ),
    "UTF-8 read as Latin": (
        "Tên đường,Phường,Số nhà, Khu phố, Ngày\n".encode().decode("latin-1").encode() * 3,
        "letters",
        {"seems": "mojibake"},
    ),
    "TCVN3 in Unicode's clothes": (
        b"T\xaan \xae\xad\xeang,Ph\xad\xeang,S\xe8 nh\xb5,Th\xde tr\xcan\n".decode("cp1252").encode() * 4,
        "letters",
        {"seems": "TCVN3 (ABC)"},
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_taken_is_named(name: str) -> None:
    raw, word, facts = HOSTILE[name]
    assert refused(raw) == (word, facts)


def test_more_rows_than_are_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reader, "MOST_ROWS", 10)
    assert read(b"a\n" * 11)[1][-1][0] == 11  # the header is not counted
    assert refused(b"a\n" * 12) == ("rows", {"most": 10})


@pytest.mark.parametrize(
    ("row", "word", "facts"),
    [
        ('<row r="1048576" spans="1:2"><c r="A1048576"><v>1</v></c></row>', "unpacked", {"most": 50}),
        ("<row><c><v>1</v></c></row>", "rows", {"most": 5_000}),
    ],
)
def test_a_million_rows_are_refused_before_they_cost_anything(
    monkeypatch: pytest.MonkeyPatch, row: str, word: str, facts: dict[str, Any]
) -> None:
    """As Excel writes them: by the directory; written lean: by the limit of rows, here a lower one."""
    monkeypatch.setattr(sheet_reader, "MOST_ROWS", 5_000)
    raw = book(f"<worksheet><sheetData>{row * 1_000_000}</sheetData></worksheet>")
    assert len(raw) < 1_000_000
    assert refused(raw) == (word, facts)


def test_a_locked_part_is_named() -> None:
    raw = bytearray(xlsx([HEAD]))
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1  # the directory says that the part is encrypted
    assert refused(bytes(raw))[0] == "locked"


def test_the_confined_process_reads_and_its_copy_can_be_gone_on_with(ctx: Any) -> None:
    """The real child, and a file that lies about the size of what is in it."""
    kept = sheets.keep(io.BytesIO(csv("a,b", "1,2", "3,4")))
    with sheets.opened(kept.name) as sheet:
        rows = list(sheets.unroll(kept.name, sheet))
    assert [(row.line, row.cells) for row in rows] == [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]
    assert not sheets.path(kept.name).exists()
    assert [row.cells for row in sheets.rows_from(kept.name, rows[1].end)] == [["3", "4"]]
    sheets.forget(kept.name)
    with pytest.raises(BadSheet, match="gone"):
        next(sheets.rows_from(kept.name, 0))
    bad = sheets.keep(io.BytesIO(csv("a,b", "1,=1+1")))
    with pytest.raises(BadSheet, match="formula"), sheets.opened(bad.name) as sheet:
        list(sheet.rows)
    with pytest.raises(BadSheet, match="large"):
        sheets.keep(io.BytesIO(b"x" * (sheets.LARGEST + 1)))
    with pytest.raises(BadSheet, match="empty"):
        sheets.keep(io.BytesIO(b""))


def test_a_directory_that_lies_is_found_out() -> None:
    raw = bytearray(book("<worksheet>" + " " * 60 * 1024 * 1024))
    at = raw.rindex(b"xl/worksheets/sheet1.xml") - 46
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")  # says: a hundred bytes
    assert zipfile.ZipFile(io.BytesIO(bytes(raw))).getinfo("xl/worksheets/sheet1.xml").file_size == 100
    assert refused(bytes(raw))[0] == "broken"
