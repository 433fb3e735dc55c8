"""What each kind of notice says: one push of each status gives exactly one right message."""

import datetime as dt
import uuid

from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.dossiers.deadlines.models import Apology
from portal.dossiers.papers.models import Paper, PaperKind
from portal.notifications import messages
from portal.notifications.models import Intent, MessageTemplate
from tests.factories import make_office, make_person, told
from tests.unit.dossiers.pushing import dossier, push
from tests.unit.dossiers.test_mapping import stamp

PHONE = "0912345678"
LAST = (dt.date.today() + dt.timedelta(days=9)).strftime("%Y%m%d")  # noqa: DTZ011 - any day to come


def last_message() -> tuple[str, str, Intent]:
    """Kind and text of what was owed last, and its row."""
    intent, body = db.session.execute(
        select(Intent, MessageTemplate.body)
        .join(MessageTemplate, MessageTemplate.id == Intent.template_id)
        .order_by(Intent.created_at.desc(), Intent.subject_version.desc())
        .limit(1)
    ).one()
    return intent.kind, messages.render(body, intent.params), intent


def said(**over: object) -> tuple[str, str, Intent]:
    """What is owed for a push of this record."""
    push(told(**over))
    return last_message()


def test_every_kind_says_what_it_must(ctx: Flask) -> None:
    make_person(PHONE, agreed=True)
    make_office(name="UBND phường Long An", address="Số 1 đường Nguyễn Huệ")
    asks = [
        {"NgayBoSung": stamp(hours=1), "HanBoSung": LAST, "DanhSachGiayToBoSung": ["Bản vẽ", "Đơn", "Ảnh"]}
    ]
    fees = [{"TenPhiLePhi": "Lệ phí", "Gia": 150000}]
    until = "/".join((LAST[6:], LAST[4:6], LAST[:4]))
    expected: dict[str, tuple[dict[str, object], list[str]]] = {
        "dossier_accepted": (
            {"TrangThaiHoSo": 2},
            ["Long An", "Hộ kinh doanh".lower(), "01/07/2026", "06/07/2026"],
        ),
        "dossier_processing": ({"TrangThaiHoSo": 4}, ["UBND phường Long An", "06/07/2026"]),
        "dossier_supplement": (
            {"TrangThaiHoSo": 5, "DanhSachHoSoBoSung": asks},
            ["- Bản vẽ\n- Đơn\n- Ảnh", until, "Số 1 đường Nguyễn Huệ", "1022"],
        ),
        "dossier_payment": (
            {"TrangThaiHoSo": 6, "DanhSachLePhi": fees, "HanBoSung": LAST},
            ["150.000 đồng", until, "Cổng Dịch vụ công quốc gia", "OTP"],
        ),
        "dossier_rejected": (
            {"TrangThaiHoSo": 3, "GhiChu": "Thiếu chữ ký"},
            ["Thiếu chữ ký", "nộp lại", "1022"],
        ),
        "dossier_withdrawn": ({"TrangThaiHoSo": 7, "GhiChu": "Theo đơn"}, ["Theo đơn", "đường dẫn"]),
        "dossier_stopped": ({"TrangThaiHoSo": 8, "GhiChu": "Quá hạn bổ sung"}, ["Quá hạn bổ sung"]),
        "dossier_resolved": (
            {"TrangThaiHoSo": 9, "ThongTinTra": "Giấy chứng nhận"},
            ["Giấy chứng nhận", "Số 1 đường Nguyễn Huệ", "7:30", "giấy tờ tùy thân"],
        ),
        "dossier_returned": ({"TrangThaiHoSo": 10}, ["Cảm ơn"]),
        "dossier_neutral": ({"TrangThaiHoSo": 9, "TenLinhVuc": "Hộ tịch"}, ["có cập nhật"]),
    }
    for kind, (record, words) in expected.items():
        found, text, intent = said(**record)
        assert found == kind
        assert [word for word in words if word not in text] == [], text
        assert intent.params["code"] in text
        ends = kind in {"dossier_rejected", "dossier_returned"}
        assert len(messages.buttons_of(intent.params)) == 1 + ends  # its end is asked about
    assert "Thủ tục" not in said(TrangThaiHoSo=9, TenLinhVuc="Hộ tịch")[1]


def test_money_that_came_is_acknowledged_once_with_the_amount(ctx: Flask) -> None:
    make_person(PHONE, agreed=True)
    wants = told(
        TrangThaiHoSo=6, ThoiDiem=stamp(hours=5), DanhSachLePhi=[{"TenPhiLePhi": "Phí", "Gia": "2000000"}]
    )
    push({**wants, "TrangThaiHoSo": 4, "ThoiDiem": stamp(hours=6)}, wants)
    goes_on = {
        **wants,
        "TrangThaiHoSo": 4,
        "ThoiDiem": stamp(hours=4),
        "SoBienLai": "BL 0017",
        "DanhSachLePhi": None,
    }
    push(goes_on, {**goes_on, "ThoiDiem": stamp(hours=3)})
    kind, text, intent = last_message()
    assert (kind, intent.subject_version) == ("dossier_payment_done", 3)
    assert "2.000.000 đồng" in text
    assert "BL 0017" in text
    own_word = told(TrangThaiHoSo=6, TrangThaiThanhToan=1)
    push(own_word)
    assert last_message()[0] == "dossier_payment_done"
    waived = told(TrangThaiHoSo=6, ThoiDiem=stamp(hours=2))
    push(waived, {**waived, "TrangThaiHoSo": 4, "ThoiDiem": stamp(hours=1), "TrangThaiThanhToan": 0})
    assert last_message()[0] == "dossier_processing"  # the first time; nothing is said of money


def test_by_post_nobody_is_sent_to_an_office_and_what_cannot_be_meant_is_said(ctx: Flask) -> None:
    make_person(PHONE, agreed=True)
    _, text, _ = said(TrangThaiHoSo=9, HinhThuc=1)
    assert "bưu chính công ích" in text
    assert "xin mang theo" not in text
    many = [f"Giấy tờ {n}" for n in range(1, 24)]
    asks = [{"DanhSachGiayToBoSung": many, "HanBoSung": "20200102"}]
    _, text, intent = said(TrangThaiHoSo=5, DanhSachHoSoBoSung=asks, ThoiDiem=stamp(hours=1))
    assert "- Giấy tờ 20\n- và 3 giấy tờ khác" in text
    assert "02/01/2020 (ngày này đã qua" in text
    assert intent.expires_at is None or intent.expires_at > clock.now()
    _, text, _ = said(TrangThaiHoSo=5, DanhSachHoSoBoSung=[], GhiChu=None)
    assert "chưa gửi danh sách, xin gọi để hỏi" in text
    _, text, _ = said(TrangThaiHoSo=2, NgayHenTra="20200101000000")
    assert "01/01/2020 (trước ngày tiếp nhận" in text


def test_after_an_apology_a_status_names_the_new_day(ctx: Flask) -> None:
    make_person(PHONE, agreed=True)
    record = told(TrangThaiHoSo=2, ThoiDiem=stamp(days=2))
    push(record)
    made = dossier(record["MaHoSo"])
    apology(made.id, made.due_on or clock.today())
    push({**record, "TrangThaiHoSo": 4, "ThoiDiem": stamp(days=1)})
    assert "13/07/2026" in last_message()[1]
    later = {**record, "TrangThaiHoSo": 4, "NgayHenTra": "20260720170000"}
    push({**later, "TrangThaiHoSo": 6, "ThoiDiem": stamp(hours=9)}, {**later, "ThoiDiem": stamp(hours=8)})
    assert last_message()[2].params["due"] == "20/07/2026"  # another day told goes before ours


def apology(dossier_id: uuid.UUID, passed: dt.date) -> None:
    """The day passed; 13/07/2026 was promised instead."""
    paper = Paper(
        dossier_id=dossier_id,
        kind=PaperKind.APOLOGY,
        key="k",
        year=2026,
        number=1,
        issued_on=passed,
        content={},
        content_hash="",
        issued_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()
    db.session.add(
        Apology(
            dossier_id=dossier_id,
            due_on=passed,
            told_due_on=passed,
            new_due_on=dt.date(2026, 7, 13),
            made_on=passed,
            made_at=clock.now(),
            paper_id=paper.id,
            people=1,
        )
    )
    db.session.commit()
