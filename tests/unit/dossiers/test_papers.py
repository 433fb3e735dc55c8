"""Papers as PDF: what they say, their numbers, the same bytes again, and a QR that opens the dossier."""

import datetime as dt
import io
import re
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from portal.core import qr
from portal.core.db import db
from portal.core.documents import Paragraph, Table, as_pdf
from portal.dossiers import operations
from portal.dossiers.models import Dossier, StatusEvent
from portal.dossiers.papers import layout, printing, titles
from portal.dossiers.papers.models import Paper, PaperKind
from tests.factories import make_dossier, make_office

ASKED = [
    {
        "NoiDungBoSung": "Bổ sung giấy tờ về nhà đất",
        "NgayBoSung": "20260703080000",
        "HanBoSung": "20260715000000",
        "DanhSachGiayToBoSung": ["Sổ đỏ (bản sao)", "Giấy ủy quyền"],
    }
]


def paper(dossier: Dossier, kind: PaperKind) -> Paper:
    found = db.session.scalars(select(Paper).filter_by(dossier_id=dossier.id, kind=kind)).one()
    return found


def words(made: Paper, *, is_full: bool = False) -> str:
    """All that the paper says, part by part."""
    drawn = layout.document(made.kind, made.content, made.content_hash, is_full=is_full)
    said = [*drawn.office, drawn.number, drawn.place_and_day, drawn.title, drawn.subtitle, *drawn.qr_text]
    for part in drawn.parts:
        if isinstance(part, Paragraph):
            said.append(f"{part.label}: {part.text}" if part.label else part.text)
        elif isinstance(part, Table):
            said += [" ".join(row) for row in part.rows]
    return "\n".join([*said, drawn.footer, drawn.form, drawn.decree])


def printed(dossier: Dossier, ref: str, *, is_full: bool = False) -> bytes:
    file = printing.pdf(dossier.id, ref, is_full=is_full)
    assert file is not None
    assert file.raw.startswith(b"%PDF-")
    return file.raw


def receipt(**over: Any) -> tuple[Dossier, Paper, bytes]:
    made = make_dossier(**over)
    [ref] = [offer.ref for offer in printing.offers(made.id) if offer.ref.startswith("tiep-nhan")]
    raw = printed(made, ref)
    return made, paper(made, PaperKind.RECEIPT), raw


def test_a_receipt_says_what_the_form_asks_for(ctx: Flask) -> None:
    office = make_office(name="UBND phường Long An", address="12 Trương Định", phone="02723555111")
    assert office
    made, kept, _ = receipt(TrichYeuHoSo="Mở quán ăn", KenhThucHien=1)
    said = words(kept)
    for line in (
        "UBND PHƯỜNG LONG AN",
        "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        "Số: 1/TNHS",
        "Tây Ninh, ngày 01 tháng 7 năm 2026",
        f"Mã hồ sơ: {made.code}",
        "Nội dung yêu cầu giải quyết: Đăng ký thành lập hộ kinh doanh",
        "Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 01 tháng 7 năm 2026",
        "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 06 tháng 7 năm 2026",
        "3 ngày làm việc",
        "Nhận kết quả tại: UBND phường Long An, 12 Trương Định",
        "Cách nộp: nộp trực tiếp",
        "Mẫu số 01",
        "03/2025/TT-VPCP",
    ):
        assert line in said


def test_a_receipt_lists_the_papers_that_were_told_and_no_files(ctx: Flask) -> None:
    _, plain, _ = receipt()
    assert "theo danh mục giấy tờ đã nộp" in words(plain)
    told = [
        {"TenGiayTo": "Đơn đăng ký", "SoBanChinh": 1, "SoBanSao": "0"},
        "Căn cước số 079123456789 (bản sao)",
    ]
    _, listed, _ = receipt(ThanhPhanHoSo=told)
    said = words(listed)
    assert "1 Đơn đăng ký 1 0" in said
    assert "2 Căn cước số *** (bản sao)" in said, "no number of a paper leaves the house"
    files = [
        {"TenThanhPhanHoSo": "Hợp đồng thuê nhà", "TenTepDinhKem": "NguyenVanAn.pdf"},
        {"TenGiayTo": "Bản vẽ", "IsDeleted": "true"},
        {"TenTepDinhKem": "TranThiBinh.pdf", "DuongDanTaiTepTin": "https://kho.example/1"},
    ]
    made, of_files, _ = receipt(TaiLieuNop=files)
    assert "1 Hợp đồng thuê nhà" in words(of_files)
    kept = str(db.session.scalars(select(StatusEvent.record).filter_by(dossier_id=made.id)).one())
    for never in ("NguyenVanAn", "TranThiBinh", "kho.example", "Bản vẽ"):
        assert never not in words(of_files) + kept


def test_behind_a_link_names_are_masked_and_at_the_counter_whole(ctx: Flask) -> None:
    _, kept, _ = receipt(TrichYeuHoSo="Mở quán ăn")
    open_to_links, at_the_counter = words(kept), words(kept, is_full=True)
    assert "N***** V** A*" in open_to_links
    assert "Nguyễn Văn An" not in open_to_links
    assert "Mở quán ăn" not in open_to_links
    assert "Nguyễn Văn An" in at_the_counter
    assert "Mở quán ăn" in at_the_counter
    for said in (open_to_links, at_the_counter):
        assert "0912345678" not in said
        assert "09*****678" in said


def test_without_a_due_day_it_has_its_sentence(ctx: Flask) -> None:
    _, kept, _ = receipt(NgayHenTra=None)
    said = words(kept)
    assert layout.NO_DUE in said
    assert "ngày làm việc (" not in said


def test_the_barest_record_still_gives_a_paper(ctx: Flask) -> None:
    bare = dict.fromkeys(
        (
            "MaTTHC",
            "TenTTHC",
            "TenLinhVuc",
            "ChuHoSo",
            "SoDienThoai",
            "NgayTiepNhan",
            "NgayHenTra",
            "DonViXuLy",
        )
    )
    _, kept, _ = receipt(**bare)
    said = words(kept)
    assert "CƠ QUAN GIẢI QUYẾT HỒ SƠ" in said
    assert "None" not in said


def test_nothing_accepted_nothing_offered(ctx: Flask) -> None:
    made = make_dossier(TrangThaiHoSo="1", NgayTiepNhan=None)
    assert printing.offers(made.id) == []
    assert printing.pdf(made.id, "tiep-nhan-1") is None


def test_a_request_names_each_paper_the_last_day_and_the_place(ctx: Flask) -> None:
    made = make_dossier(TrangThaiHoSo="5", DanhSachHoSoBoSung=ASKED, GhiChu="Thiếu bản sao số 079123456789")
    [ref] = [offer.ref for offer in printing.offers(made.id) if offer.ref.startswith("bo-sung")]
    printed(made, ref)
    said = words(paper(made, PaperKind.SUPPLEMENT))
    assert "1 Sổ đỏ (bản sao)" in said
    assert "2 Giấy ủy quyền" in said
    assert "Hạn cuối: 15/07/2026" in said
    assert "Nơi nộp: UBND phường Long An" in said
    assert "Lý do: Thiếu bản sao số ***" in said
    assert "Số: 1/HDHS" in said


def test_a_request_without_a_list_or_a_day_says_so(ctx: Flask) -> None:
    made = make_dossier(TrangThaiHoSo="5", ThoiDiem="20260703080000")
    [ref] = [offer.ref for offer in printing.offers(made.id) if offer.ref.startswith("bo-sung")]
    printed(made, ref)
    said = words(paper(made, PaperKind.SUPPLEMENT))
    assert layout.NO_LIST in said
    assert layout.NO_UNTIL in said


def test_drawn_again_it_is_the_same_to_the_last_byte(ctx: Flask) -> None:
    made, kept, first = receipt()
    operations.record_changes(
        "demo",
        "w2",
        [{"MaHoSo": made.code, "TrangThaiHoSo": "4", "ThoiDiem": "20260702080000", "ChuHoSo": "B"}],
    )
    db.session.expire_all()
    assert printed(made, "tiep-nhan-1") == first
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 1
    assert kept.content_hash[:12] in words(kept)


def test_a_correction_of_the_reception_gives_a_new_paper(ctx: Flask) -> None:
    made, _, _ = receipt()
    record = {"MaHoSo": made.code, "TrangThaiHoSo": "2", "NgayTiepNhan": "20260701083000"}
    operations.record_changes("demo", "w2", [{**record, "NgayHenTra": "20260709170000"}])
    db.session.expire_all()
    [offer] = printing.offers(made.id)
    printed(made, offer.ref)
    numbers = db.session.scalars(select(Paper.number).order_by(Paper.number)).all()
    assert (offer.ref, numbers) == ("tiep-nhan-2", [1, 2])


def test_numbers_have_no_gaps_when_many_print_at_once(ctx: Flask) -> None:
    made = [make_dossier() for _ in range(4)]
    ids = [one.id for one in made] * 2
    db.session.commit()

    def issue(dossier_id: Any) -> None:
        with ctx.app_context():
            assert printing.pdf(dossier_id, "tiep-nhan-1")

    threads = [threading.Thread(target=issue, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(db.session.scalars(select(Paper.number))) == list(range(1, 5))


def test_its_qr_opens_exactly_this_dossier(ctx: Flask) -> None:
    made, kept, raw = receipt()
    pictures = [Image.open(io.BytesIO(qr.picture(kept.content["link"], "png")))]
    [read] = zxingcpp.read_barcodes(pictures[0])
    token = urlsplit(read.text).path.removeprefix("/h/")
    assert operations.open_link(token) == made.id
    assert token.encode() not in raw


@pytest.mark.parametrize(
    "name", ["<b>An</b> & <img src=x>", "Nguye\u0302\u0303n Va\u0306n", "A\x00B\u202eC", "x" * 500]
)
def test_hostile_and_decomposed_names_are_drawn_as_text(ctx: Flask, name: str) -> None:
    _, kept, raw = receipt(ChuHoSo=name.replace("\x00", " "))
    assert raw.endswith(b"%%EOF\n") or raw.rstrip().endswith(b"%%EOF")
    assert as_pdf(layout.document(kept.kind, kept.content, kept.content_hash, is_full=True))


def test_long_lists_break_over_pages(ctx: Flask) -> None:
    papers = [f"Giấy tờ số {n}: " + "bản sao có chứng thực, " * (n % 7) for n in range(100)]
    asked = [{**ASKED[0], "DanhSachGiayToBoSung": papers}]
    made = make_dossier(TrangThaiHoSo="5", DanhSachHoSoBoSung=asked)
    [ref] = [offer.ref for offer in printing.offers(made.id) if offer.ref.startswith("bo-sung")]
    pages = len(re.findall(rb"/Type /Page\b", printed(made, ref)))
    assert pages >= 4


@pytest.mark.parametrize(
    ("kind", "on", "number", "title", "decree"),
    [
        (
            PaperKind.APOLOGY,
            dt.date(2025, 9, 14),
            "04",
            "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
            "01/2018",
        ),
        (PaperKind.APOLOGY, dt.date(2025, 9, 15), "04", "Văn bản xin lỗi và đề nghị gia hạn", "03/2025"),
        (PaperKind.RECEIPT, dt.date(2016, 1, 1), "01", "Giấy tiếp nhận hồ sơ", "01/2018"),
        (PaperKind.SUPPLEMENT, dt.date(2026, 1, 1), "02", "Phiếu yêu cầu bổ sung", "03/2025"),
    ],
)
def test_the_form_is_that_of_its_day(
    kind: PaperKind, on: dt.date, number: str, title: str, decree: str
) -> None:
    form = titles.form(kind, on)
    assert form.number == number
    assert form.title.startswith(title)
    assert form.decree.startswith(decree)
