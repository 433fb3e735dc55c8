"""How each paper reads: from its frozen content to a document, always the same for the same content."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core import clock
from portal.core.clock import day
from portal.core.documents import Document, Paragraph, Part, Signatures, Table
from portal.dossiers.papers.models import PaperKind
from portal.dossiers.queries.privacy import masked_name

Content = Mapping[str, Any]
COUNTER = "Bộ phận Tiếp nhận và Trả kết quả"
BY_HAND = "(Ký và ghi rõ họ tên)"
NO_DUE = "Chưa có ngày hẹn cụ thể. Cơ quan giải quyết sẽ báo ngay khi có ngày hẹn."
NO_LIST = "Cơ quan giải quyết chưa gửi danh sách từng giấy tờ. Xin hỏi nơi tiếp nhận trước khi nộp."
NO_UNTIL = "Cơ quan giải quyết chưa ghi hạn cuối. Xin nộp sớm, vì thời hạn giải quyết đang tạm dừng."
MASKED = "Họ tên và số điện thoại được che bớt vì bản này mở bằng đường dẫn; bản in tại quầy có đủ họ tên."
BY_RULE = "Văn bản này do hệ thống lập theo quy tắc của tỉnh khi hồ sơ quá ngày hẹn."


def document(kind: PaperKind, content: Content, check: str, *, is_full: bool) -> Document:
    """The paper; without `is_full` names are masked, as behind every link (R15). `check` is its hash."""
    on = dt.date.fromisoformat(content["issued_on"])
    number = f"{content['number']}/{content['suffix']}"
    return Document(
        form=f"Mẫu số {content['form']}",
        decree=f"(Thông tư số {content['decree']})",
        office=_office(kind, content),
        number=f"Số: {number}",
        place_and_day=f"{content['place_name']}, {_long_day(on)}",
        title=content["title"],
        subtitle=f"Mã hồ sơ: {content['code']}",
        parts=[*_PARTS[kind](content, is_full), *_note(is_full)],
        qr=content["link"],
        qr_text=(
            f"Mã hồ sơ: {content['code']}",
            "Quét mã QR bằng Zalo hoặc máy ảnh để xem hồ sơ trên Zalo và trang web của tỉnh.",
            f"Hoặc nhắn mã hồ sơ cho trang Zalo {content['oa_name']}. Tổng đài hỗ trợ: {content['hotline']}.",
        ),
        footer=f"{content['code']}   ·   Số {number}   ·   Mã kiểm tra {check[:12]}",
        author=content["province"],
    )


def _office(kind: PaperKind, content: Content) -> tuple[str, ...]:
    unit = str(content["unit"]).upper()
    return (unit,) if kind is PaperKind.APOLOGY else (unit, COUNTER.upper())


def _note(is_full: bool) -> list[Part]:
    return [] if is_full else [Paragraph(MASKED)]


def _who(content: Content, is_full: bool) -> str:
    name = content["applicant"] if is_full else masked_name(content["applicant"])
    return name or "Người nộp hồ sơ"


def _asked_for(content: Content, is_full: bool) -> str:
    procedure = content["procedure"] or "Theo nội dung đã nộp tại nơi tiếp nhận"
    summary = content["summary"] if is_full else None
    return f"{procedure}. {summary}" if summary and summary != procedure else procedure


def _receipt(content: Content, is_full: bool) -> list[Part]:
    due_at = _moment(content["due_at"])
    return [
        Paragraph(f"{COUNTER}, {content['unit']}."),
        Paragraph(_who(content, is_full), "Tiếp nhận hồ sơ của", is_heavy=True),
        *_lines(("Số điện thoại", ", ".join(content["phones"]))),
        Paragraph(_asked_for(content, is_full), "Nội dung yêu cầu giải quyết"),
        *_filed(content.get("filed")),
        *_lines(
            ("Cách nộp", content["channel"]),
            ("Thời gian nhận hồ sơ", _long_moment(_moment(content["received_at"]))),
            ("Thời gian giải quyết", _span(content["days"])),
        ),
        Paragraph(_long_moment(due_at) or NO_DUE, "Thời gian hẹn trả kết quả", is_heavy=due_at is not None),
        Paragraph(content["return_place"], "Nhận kết quả tại"),
        Paragraph(content["hours"], "Giờ làm việc"),
        Signatures((("NGƯỜI NỘP HỒ SƠ", BY_HAND), ("NGƯỜI TIẾP NHẬN HỒ SƠ", BY_HAND))),
    ]


def _filed(papers: Sequence[Sequence[Any]] | None) -> list[Part]:
    """The papers that were filed, where they were told; a receipt of before that was told has none."""
    if not papers:
        return [Paragraph("theo danh mục giấy tờ đã nộp tại nơi tiếp nhận.", "Thành phần hồ sơ")]
    has_counts = any(count is not None for _, *counts in papers for count in counts)
    head, widths = ["STT", "Giấy tờ đã nộp"], [0.1, 0.9]
    if has_counts:
        head, widths = [*head, "Bản chính", "Bản sao"], [0.1, 0.6, 0.15, 0.15]
    rows = [
        [str(place), name, *(["" if n is None else str(n) for n in counts] if has_counts else [])]
        for place, (name, *counts) in enumerate(papers, 1)
    ]
    return [Paragraph("gồm các giấy tờ sau:", "Thành phần hồ sơ"), Table(tuple(head), rows, tuple(widths))]


def _span(days: int | None) -> str | None:
    return f"{days} ngày làm việc (tính từ hai mốc thời gian trong giấy này)" if days else None


def _supplement(content: Content, is_full: bool) -> list[Part]:
    until = content["until"]
    rows = [(str(place), item) for place, item in enumerate(content["papers"], 1)]
    asked: Part = Paragraph(content["what"] or NO_LIST)
    if rows:
        asked = Table(("STT", "Giấy tờ cần bổ sung, hoàn thiện"), rows, (0.1, 0.9))
    return [
        Paragraph(_who(content, is_full), "Hồ sơ của", is_heavy=True),
        *_lines(("Số điện thoại", ", ".join(content["phones"]))),
        Paragraph(_asked_for(content, is_full), "Nội dung yêu cầu giải quyết"),
        Paragraph("Đề nghị ông/bà bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:"),
        asked,
        *_lines(("Nội dung", content["what"] if rows else None), ("Lý do", content["reason"])),
        Paragraph(day(dt.date.fromisoformat(until)) if until else NO_UNTIL, "Hạn cuối", is_heavy=bool(until)),
        Paragraph(content["place"], "Nơi nộp"),
        Paragraph(content["hours"], "Giờ làm việc"),
        Paragraph(
            "Thời gian ông/bà chuẩn bị giấy tờ không tính vào thời hạn giải quyết. Khi có vướng mắc, xin "
            f"liên hệ {content['unit']}, số điện thoại {content['office_phone'] or content['hotline']}, "
            "để được hướng dẫn."
        ),
        Signatures((("", ""), ("NGƯỜI HƯỚNG DẪN", BY_HAND))),
    ]


def _apology(content: Content, is_full: bool) -> list[Part]:
    passed, new = dt.date.fromisoformat(content["due_on"]), dt.date.fromisoformat(content["new_due_on"])
    received = _moment(content["received_at"])
    taken = f"{_long_day(clock.local(received).date()).capitalize()}, " if received else ""
    unit = content["unit"]
    return [
        Paragraph(_who(content, is_full), "Kính gửi", is_heavy=True),
        Paragraph(f"{taken}{unit} tiếp nhận hồ sơ của ông/bà, mã hồ sơ {content['code']}."),
        Paragraph(_asked_for(content, is_full), "Nội dung yêu cầu giải quyết"),
        Paragraph(_long_day(passed), "Ngày hẹn trả kết quả", is_heavy=True),
        Paragraph(f"Đến nay, {unit} chưa trả được kết quả cho ông/bà đúng hẹn."),
        Paragraph(content["reason"], "Lý do"),
        Paragraph(
            f"Sự chậm trễ này làm mất thời gian và công sức của ông/bà. {unit} xin lỗi ông/bà và đề nghị "
            "được gia hạn thời gian giải quyết."
        ),
        Paragraph(_long_day(new), "Ngày hẹn trả kết quả mới", is_heavy=True),
        Paragraph("Mong ông/bà thông cảm. Ông/bà chưa cần làm gì thêm; có kết quả, chúng tôi sẽ báo ngay."),
        Signatures((("", ""), (str(content["signer"]).upper(), ""))),
        Paragraph(BY_RULE),
    ]


_PARTS: Mapping[PaperKind, Callable[[Content, bool], list[Part]]] = {
    PaperKind.RECEIPT: _receipt,
    PaperKind.SUPPLEMENT: _supplement,
    PaperKind.APOLOGY: _apology,
}


def _lines(*told: tuple[str, str | None]) -> list[Paragraph]:
    """What is known, under its label; what is not known leaves no line."""
    return [Paragraph(text, label) for label, text in told if text]


def _moment(told: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(told) if told else None


def _long_day(on: dt.date) -> str:
    """`ngày 06 tháng 7 năm 2026`: days below ten and the months 1 and 2 get a nought (NĐ 30/2020)."""
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


def _long_moment(at: dt.datetime | None) -> str | None:
    if at is None:
        return None
    here = clock.local(at)
    hour = f"{here.hour:02} giờ {here.minute:02} phút, " if here.time() != dt.time() else ""
    return f"{hour}{_long_day(here.date())}"
