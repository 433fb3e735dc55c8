"""What the facts of a procedure mean in plain Vietnamese; the data rules of domain.md 1.5 live here."""

import re
from collections.abc import Callable
from typing import NamedTuple

from portal.core.amounts import dong
from portal.procedures.forms import Channel, Fee, ProcedureFacts

LEVELS = {
    "commune": "Cấp xã",
    "province": "Cấp tỉnh",
    "ministry": "Bộ, ngành trung ương",
    "other": "Cơ quan khác",
    "district_legacy": "Cấp huyện (trước 01/7/2025)",
}
SUBJECTS = {
    "cong-dan": ("Công dân", ("Công dân Việt Nam", "Người Việt Nam định cư ở nước ngoài")),
    "doanh-nghiep": (
        "Doanh nghiệp, hợp tác xã",
        ("Doanh nghiệp", "Doanh nghiệp Việt Nam", "Doanh nghiệp có vốn đầu tư nước ngoài", "Hợp tác xã"),
    ),
    "to-chuc": (
        "Tổ chức khác",
        ("Tổ chức (không bao gồm doanh nghiệp, HTX)", "Tổ chức nước ngoài", "Tổ chức Đảng"),
    ),
    "can-bo": ("Cán bộ, công chức, viên chức", ("Cán bộ, công chức, viên chức", "Đảng viên")),
    "nguoi-nuoc-ngoai": (
        "Người nước ngoài",
        ("Người nước ngoài", "Người nước ngoài cư trú tại Việt Nam"),
    ),
}
CHANNELS = {"direct": "Nộp trực tiếp", "online": "Nộp trực tuyến", "postal": "Gửi bưu chính công ích"}
UNITS = {"working_day": "ngày làm việc", "day": "ngày", "month": "tháng", "hour": "giờ", "year": "năm"}
BY_DESCRIPTION = "Theo mô tả chi tiết"
SAME_DAY = "Trong ngày"
SAME_DAY_RULE = "Kết quả trả ngay trong ngày; hồ sơ nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo."
FREE = "Miễn phí"
CASE = "trường hợp"
PER_CASE = "Theo trường hợp"
BY_CASE = "Có mức thu theo trường hợp"
ORIGINALS, COPIES = "bản chính", "bản sao"
BY_FORM, FORM = "theo mẫu", "mẫu"
SEE_OFFICIAL = "Xem bản chính thức"
NOT_KNOWN = "Chưa có thông tin; xem bản chính thức"

# Who decides where the province's one-stop desks do not, and where to ask.
ELSEWHERE = {
    "police": ("cơ quan Công an", "Hỏi Công an xã, phường nơi bạn ở hoặc Công an tỉnh."),
    "tax": ("cơ quan Thuế", "Hỏi Thuế cơ sở hoặc Thuế tỉnh nơi bạn khai thuế."),
    "customs": ("cơ quan Hải quan", "Hỏi Chi cục Hải quan khu vực nơi làm thủ tục."),
    "social_insurance": ("cơ quan Bảo hiểm xã hội", "Hỏi cơ quan Bảo hiểm xã hội nơi bạn tham gia."),
    "state_bank": ("Ngân hàng Nhà nước", "Hỏi Ngân hàng Nhà nước khu vực."),
    "court": ("Tòa án", "Hỏi Tòa án nhân dân nơi thụ lý vụ việc."),
    "military": ("cơ quan quân sự", "Hỏi Ban Chỉ huy quân sự cấp xã hoặc Bộ Chỉ huy quân sự tỉnh."),
    "central": ("cơ quan trung ương", "Hỏi cơ quan giải quyết ghi ở mục Nơi giải quyết."),
}
SOURCES = {
    "A": "Cổng Dịch vụ công quốc gia",
    "B": "Công bố của thành phố Đà Nẵng, bản chép qua trung gian",
    "C": "Công bố của Bộ Quốc phòng",
    "D": "Cổng Dịch vụ công quốc gia, bản trích",
}
READ, IN_MONTH, IN_YEAR = "đọc", "vào tháng", "vào năm"
QUALITY = {
    "pre_2025_07_district_era": "Bản này công bố khi còn cấp huyện (trước 01/7/2025). "
    "Nơi nộp và cơ quan giải quyết nay có thể đã đổi.",
    "secondary_transcription": "Bản này được chép lại qua trung gian, có thể sót chi tiết.",
    "partial_record": "Chúng tôi mới có một phần nội dung của thủ tục này.",
    "fee_suspect": "Mức phí trong bản chép có chỗ không chắc đúng nên không hiện ở đây.",
}


Say = Callable[[str], str]
"""Puts one of our phrases into the reader's language; the catalogue's own words stay as they are."""


class Case(NamedTuple):
    """How long and how much, in one case of one way of handing in."""

    name: str
    time: str
    fee: str


def cases(facts: ProcedureFacts, say: Say = str) -> list[Case]:
    """Every way of handing in with each of its cases; ways that are alike in all of them share their lines.

    The ways are always named: there is never one number for all of them.
    """
    same_day = is_same_day(facts)
    alike: dict[tuple[Case, ...], list[str]] = {}
    for way, name in CHANNELS.items():
        rows = [row for row in facts.channels if row.channel == way]
        told = tuple(
            Case(_case(row, place, rows, say), time(row, say, same_day=same_day), fee(row, say))
            for place, row in enumerate(rows, 1)
        )
        if told:
            alike.setdefault(told, []).append(say(name))
    return [
        Case(", ".join([_joined(names), *([case.name] if case.name else [])]), case.time, case.fee)
        for told, names in alike.items()
        for case in told
    ]


def _case(row: Channel, place: int, rows: list[Channel], say: Say) -> str:
    return row.case or (f"{say(CASE)} {place}" if len(rows) > 1 else "")


def _joined(names: list[str]) -> str:
    first, *more = names
    return ", ".join([first, *(name[0].lower() + name[1:] for name in more)])


def time(row: Channel, say: Say = str, *, same_day: bool = False) -> str:
    """How long it takes; without a unit the number says nothing."""
    if row.duration_value is None or row.duration_unit is None:
        return say(SAME_DAY if same_day else BY_DESCRIPTION)
    return f"{_number(row.duration_value)} {say(UNITS[row.duration_unit])}"


def fee(row: Channel, say: Say = str) -> str:
    """What it costs; "free" only when the source says nothing else beside it."""
    notes = "; ".join(dict.fromkeys(f.note for f in row.fees if f.note))
    match row.fee_status:
        case "free":
            return say(FREE)
        case "free_or_by_note":
            return f"{say(BY_CASE)}: {notes}" if notes else say(BY_CASE)
        case "amount":
            return _amount(row.fees[0])
        case "amount_by_case":
            amounts = list(dict.fromkeys(_amount(f) for f in row.fees if f.amount_vnd or f.amount_usd))
            told = f"{say(PER_CASE)}: {', '.join(amounts)}"
            return f"{told} ({notes})" if notes else told
        case "see_source":
            return say(SEE_OFFICIAL)
    return say(NOT_KNOWN)


def _amount(paid: Fee) -> str:
    if paid.amount_usd and not paid.amount_vnd:
        return f"{_number(paid.amount_usd)} USD"
    return dong(paid.amount_vnd or 0)


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def is_same_day(facts: ProcedureFacts) -> bool:
    """Civil status and certification that are done the same day (1.5, 7)."""
    told = (facts.deadline_text or "").casefold()
    return facts.field in {"Hộ tịch", "Chứng thực"} and bool(re.match(r"(trả )?(ngay )?trong ngày", told))


def source(facts: ProcedureFacts, say: Say = str) -> str:
    """Where the facts were read, and when."""
    return f"{say(SOURCES.get(facts.source, facts.source))}, {say(READ)} {as_of(facts, say)}"


def as_of(facts: ProcedureFacts, say: Say = str) -> str:
    """`vào tháng 07/2026`, or the year alone."""
    year, _, month = facts.as_of.partition("-")
    return f"{say(IN_MONTH)} {month}/{year}" if month else f"{say(IN_YEAR)} {year}"


def levels(codes: list[str], say: Say = str) -> str:
    """Names of levels in one line."""
    return ", ".join(say(LEVELS.get(code, code)) for code in codes)


def official_url(facts: ProcedureFacts, portal: str) -> str:
    """The binding text on the national portal; a search for the code when we do not know its page."""
    if facts.portal_uuid:
        return f"{portal}/thu-tuc-hanh-chinh/{facts.portal_uuid}"
    return (
        f"{portal}/tra-cuu-thu-tuc/danh-sach?keyword={facts.code}"
        "&showAdvanced=false&formalityType=STANDARD&limit=10&activeKey=STANDARD"
    )
