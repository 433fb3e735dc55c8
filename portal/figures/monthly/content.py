"""How the monthly report reads: the headings of such reports, every figure with the number of its note."""

from collections.abc import Iterator, Sequence

from portal.core import clock, plots, settings
from portal.core.documents import Bullets, Chart, Document, Heading, Paragraph, Part, Signatures, Table
from portal.core.plots import number
from portal.figures.monthly.findings import ADD, causes, findings
from portal.figures.monthly.gathering import Month
from portal.figures.monthly.notes import Notes
from portal.notifications.wording.messages import TITLES

UNKNOWN = "chưa rõ"
SUBTITLE = "Kết quả thông tin cho người dân qua Zalo trong giải quyết thủ tục hành chính"
SOURCE = "lấy từ sổ tin và hồ sơ của cổng. Số trong ngoặc vuông dẫn tới câu truy vấn ở cuối báo cáo."
EMPTY = "Trong kỳ chưa có tin nào được gửi."


def document(month: Month) -> Document:
    """The report of a month; the same figures on the same day give the same document."""
    chosen, today, first = settings.get(), clock.today(), month.period.first
    notes = Notes(month.period)
    parts = list(_parts(month, notes))
    return Document(
        form="",
        decree="",
        office=(chosen.province_name.upper(),),
        number="Số:          /BC-",
        place_and_day=f"…………, ngày {today.day:02d} tháng {today.month:02d} năm {today.year}",
        title="Báo cáo",
        subtitle=f"{SUBTITLE}, tháng {first:%m/%Y}",
        parts=[*parts, *_notes(notes)],
        qr="",
        qr_text=(),
        footer=f"Báo cáo tháng {first:%m/%Y} · số liệu của cổng, lập ngày {clock.day(today)}",
        author=chosen.province_name,
    )


def _parts(month: Month, notes: Notes) -> Iterator[Part]:
    yield from _opening(month)
    yield Heading("1. Kết quả đạt được")
    yield Heading("1.1. Về giải pháp kỹ thuật", 2)
    yield from _technical(month, notes)
    yield Heading("1.2. Về số liệu tại từng đơn vị", 2)
    yield from _units(month, notes)
    yield Heading("1.3. Về phản ánh, kiến nghị và sự hài lòng của người dân", 2)
    yield Bullets(_heard(month, notes))
    told = findings(month, notes)
    yield Heading("2. Tồn tại, hạn chế")
    yield Bullets([*(one.lack for one in told), ADD])
    yield Paragraph("Nguyên nhân:", is_heavy=True)
    yield Bullets(causes(month))
    yield Heading("3. Kiến nghị, đề xuất")
    spread = "Tiếp tục giới thiệu trang Zalo của tỉnh tại quầy bằng mã QR và trên giấy tiếp nhận hồ sơ."
    yield Bullets([*(one.proposal for one in told), spread, ADD])
    receivers = "- Ủy ban nhân dân tỉnh (báo cáo);\n- Các đơn vị liên quan;\n- Lưu: VT."
    yield Signatures((("Nơi nhận:", receivers), ("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, ghi rõ họ tên)")))


def _opening(month: Month) -> Iterator[Part]:
    days = f"từ ngày {clock.day(month.period.first)} đến hết ngày {clock.day(month.period.last)}"
    yield Paragraph(f"Số liệu tính {days}, {SOURCE}")
    if not month.is_whole:
        yield Paragraph("Tháng chưa kết thúc: báo cáo mới tính đến ngày đã chốt số liệu.", is_heavy=True)


def _technical(month: Month, notes: Notes) -> Iterator[Part]:
    found = month.found
    if not found.kinds:
        yield Paragraph(EMPTY)
    else:
        prompt = f"{number(found.promptness)}%" if found.promptness is not None else UNKNOWN
        yield Bullets(
            [
                f"Có {number(sum(found.outcomes.values()))}{notes.of('all')} tin đã xử lý xong, trong đó "
                f"{number(found.sent)}{notes.of('sent')} tin đã gửi tới người dân.",
                "Tin giao trong 10 giây, tính trên tin được phép gửi ngay: "
                f"{prompt}{notes.of('promptness')}.",
            ]
        )
        rows = [
            (TITLES.get(kind.kind, kind.kind), number(kind.n), number(kind.sent), _share(kind.promptness))
            for kind in found.kinds
        ]
        yield Table(
            ("Loại tin", "Tất cả", "Đã gửi", "Trong 10 giây"),
            [_plain(row) for row in rows],
            (0.52, 0.16, 0.16, 0.16),
        )
    yield Bullets(
        [
            f"Người dân tìm kiếm {number(found.searches.asked)}{notes.of('searched')} lượt trên cổng, "
            f"{number(found.searches.in_vain)}{notes.of('in_vain')} lượt không thấy gì."
        ]
    )


def _units(month: Month, notes: Notes) -> Iterator[Part]:
    found = month.found
    yield Bullets([_followers(month, notes), _savings(month, notes)])
    drawn = plots.bars([(name, float(saved)) for name, saved in month.saved])
    if drawn:
        yield Chart(drawn, "Tiết kiệm so với tin nhắn SMS từng tháng, đồng")
    if month.units:
        rows = [
            (
                one.name,
                number(one.replaced),
                number(one.saved),
                number(one.overdue),
                number(one.apologies),
                _rating(one.rated, one.content),
            )
            for one in month.units
        ]
        head = ("Đơn vị", "Tin thay SMS", "Tiết kiệm, đ", "Quá hẹn", "Phiếu xin lỗi", "Hài lòng")
        yield Table(head, rows, (0.3, 0.13, 0.17, 0.12, 0.12, 0.16))
    late = (
        f"Lúc lập báo cáo có {number(found.overdue_now)}{notes.of('overdue')} hồ sơ quá hẹn; trong kỳ đã gửi "
    )
    yield Paragraph(f"{late}{number(sum(found.apologies.values()))}{notes.of('apologies')} phiếu xin lỗi.")


def _followers(month: Month, notes: Notes) -> str:
    days = month.found.followers
    if not days:
        return "Số người quan tâm trang Zalo trong kỳ chưa được chốt."
    last = days[-1]
    end = number(last.following) if last.following is not None and last.day == month.period.last else UNKNOWN
    return (
        f"Số người quan tâm trang Zalo cuối kỳ: {end}{notes.of('following')}; "
        f"thêm {number(sum(d.gained for d in days))}{notes.of('gained')}, "
        f"bớt {number(sum(d.lost for d in days))}{notes.of('lost')}."
    )


def _savings(month: Month, notes: Notes) -> str:
    total = month.found.total
    return (
        f"{number(total.replaced)}{notes.of('replaced')} tin về hồ sơ đã đến qua Zalo thay cho tin nhắn SMS, "
        f"tiết kiệm {number(total.saved)}{notes.of('saved')} đồng sau khi trừ phí Zalo."
    )


def _heard(month: Month, notes: Notes) -> Sequence[str]:
    heard, rated = month.found.heard, month.found.rated
    told = [
        f"Nhận {number(heard.received)}{notes.of('received')} phản ánh, kiến nghị; đã trả lời "
        f"{number(heard.answered)}{notes.of('answered')}, "
        f"đúng hạn {number(heard.in_term)}{notes.of('in_term')}."
    ]
    if rated.n:
        told.append(
            f"{number(rated.n)}{notes.of('rated')} lượt đánh giá về giải quyết hồ sơ, "
            f"{rated.content}%{notes.of('content')} hài lòng hoặc rất hài lòng."
        )
    else:
        told.append(f"Chưa có lượt đánh giá nào{notes.of('rated')} về giải quyết hồ sơ.")
    return told


def _rating(n: int, content: int | None) -> str:
    return f"{content}% ({number(n)} lượt)" if n else "-"


def _share(share: float | None) -> str:
    return f"{number(share)}%" if share is not None else "-"


def _plain(row: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(cell) for cell in row)


def _notes(notes: Notes) -> Iterator[Part]:
    yield Heading("Chú thích: câu truy vấn của từng số liệu")
    yield Bullets(notes.lines())
