"""Attachments: read by a confined process, found by number with or without marks, refused with a program."""

import io
import zipfile

import pytest
from flask import Flask
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from portal.core import attachments, store
from portal.core.attachments import BadPaper
from portal.core.errors import Conflict, Missing
from portal.media import operations, papers
from portal.media.papers import Facts
from portal.staff.models import Role
from tests.factories import make_office, make_staff
from tests.media import docx, pdf, user_id
from tests.sheets import xlsx

REPORT = Facts("Báo cáo chuyển đổi số", number="1149/BC-STTTT", signer="Lê Văn Bé")


def _zip(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in parts.items():
            file.writestr(name.replace("__", "/"), raw)
    return target.getvalue()


def _written(change: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("x"))))
    if change == "script":
        act = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
        writer.root_object[NameObject("/OpenAction")] = act
    else:
        writer.encrypt("mat-khau", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("raw", "kind", "told"),
    [
        (pdf("Bao cao so 1149", "Tay Ninh"), "pdf", "Bao cao so 1149\nTay Ninh"),
        (
            docx("Căn cứ Luật Tổ chức", "Điều 1. <Ban hành>"),
            "docx",
            "Căn cứ Luật Tổ chức\nĐiều 1. <Ban hành>",
        ),
        (xlsx([["Tên đường", "Giá"], ["Nguyễn Huệ", 1000]]), "xlsx", "Nguyễn Huệ"),
    ],
)
def test_a_paper_is_read_in_a_process_of_its_own(ctx: Flask, raw: bytes, kind: str, told: str) -> None:
    read = attachments.read(io.BytesIO(raw))
    assert (read.kind, told in read.text) == (kind, True)


def test_what_carries_a_program_or_cannot_be_read_is_refused(ctx: Flask) -> None:
    bomb = _zip(word__document__xml=bytes(60 * 1024 * 1024)).replace(
        b"word/document/xml", b"word/document.xml"
    )
    hostile = {
        b"": "empty",
        b"<!doctype html><script>": "kind",
        b"\xd0\xcf\x11\xe0" + bytes(99): "old_office",
        b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"): "old_word",
        b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"): "old_excel",
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"): "locked",
        b"{\\rtf1": "rtf",
        b"Rar!\x1a\x07\x00": "zip",
        b"%PDF-1.7\n" + bytes(300): "broken",
        _written("script"): "macro",
        _written("locked"): "locked",
        docx("x", extra="word/vbaProject.bin"): "macro",
        bomb: "unpacked",
        _zip(readme=b"x"): "zip",
        _zip(**{"content.xml": b"x"}): "open_office",
        _zip(**{"ppt__presentation.xml": b"x"}): "slides",
        b"PK\x03\x04" + bytes(99): "broken",
        bytes(attachments.LARGEST + 1): "large",
    }
    for raw, word in hostile.items():
        with pytest.raises(BadPaper) as refused:
            attachments.read(io.BytesIO(raw))
        assert refused.value.word == word, raw[:40]


def test_a_paper_is_found_by_its_number_and_by_its_text_and_goes_with_its_file(ctx: Flask) -> None:
    ours, theirs = make_office(), make_office()
    who = user_id(make_staff(Role.EDITOR))
    raw = docx("Kế hoạch số hóa sổ hộ tịch, nhắc tới báo cáo 1149")
    plan = papers.take_in(io.BytesIO(raw), Facts("Kế hoạch"), who, office_id=ours, offices=None).id
    said = pdf("noi dung")
    made = papers.take_in(io.BytesIO(said), REPORT, who, office_id=ours, offices=None).id
    assert not papers.take_in(io.BytesIO(said), Facts("khác"), who, office_id=ours, offices=None).is_new
    own, other = frozenset({ours}), frozenset({theirs})
    for query in ("1149/BC-STTTT", "1149 bc sttt", "BAO CAO chuyen doi le van be"):
        assert [row.id for row in papers.find(query, own).rows] == [made], query
    assert [row.id for row in papers.find("1149", own).rows] == [made, plan]
    assert [row.id for row in papers.find("so ho tich", own).rows] == [plan]
    assert papers.find("1149", other).total == 0
    row = papers.paper(made, own)
    address, ref = papers.address(row), row.ref
    assert address.endswith("/1149-bc-stttt-bao-cao-chuyen-doi-so.pdf")
    text = f'<p><a href="{address}">x</a></p>'
    operations.note_use("item:1", text, title="Tin", href="/desk/", is_public=True)
    assert papers.paper(made, other).number == "1149/BC-STTTT"
    with pytest.raises(Conflict):
        papers.take_out(made, who)
    operations.note_use("item:1", "", title="Tin", href="/desk/", is_public=True)
    papers.take_out(made, who)
    with pytest.raises(Missing):
        papers.paper(made, own)
    assert (papers.sweep(), papers.sweep(), store.opened().get(f"{ref}/tep.pdf")) == (1, 0, None)
