"""What we say about a dossier: the same calm words on the page, in the chat and in the Mini App."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.amounts import dong
from portal.core.clock import day, shown
from portal.dossiers.deadlines import messages as deadlines
from portal.dossiers.experience.usual import Usual
from portal.dossiers.models import Status
from portal.dossiers.views import DossierView

NO_DUE = "chưa có ngày hẹn"
HOURS = "7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu"


@dataclass(frozen=True)
class Words:
    """A status for people: its official name, what it means, what they do now."""

    title: str
    meaning: str
    next_step: str
    tone: str  # neutral, progress, waiting, done, stopped
    icon: str


_WORDS = {
    Status.REGISTERED: Words(
        "Mới đăng ký",
        "Hồ sơ đã gửi đến và đang chờ cán bộ kiểm tra.",
        "Ông/bà chưa cần làm gì. Thời hạn giải quyết tính từ khi hồ sơ được tiếp nhận.",
        "neutral",
        "file-text",
    ),
    Status.ACCEPTED: Words(
        "Được tiếp nhận",
        "Hồ sơ đã đủ giấy tờ và được nhận để giải quyết.",
        "Ông/bà chưa cần làm gì. Xin giữ giấy tiếp nhận và chờ đến ngày hẹn.",
        "progress",
        "check",
    ),
    Status.REJECTED: Words(
        "Không được tiếp nhận",
        "Hồ sơ chưa đủ điều kiện để nhận.",
        "Xin xem lý do, hoàn thiện giấy tờ rồi nộp lại trực tuyến hoặc tại nơi đã nộp.",
        "stopped",
        "x-circle",
    ),
    Status.PROCESSING: Words(
        "Đang xử lý",
        "Cơ quan chuyên môn đang giải quyết hồ sơ.",
        "Ông/bà chưa cần làm gì. Nếu cần thêm giấy tờ, cơ quan giải quyết sẽ báo.",
        "progress",
        "clock",
    ),
    Status.SUPPLEMENT_REQUIRED: Words(
        "Yêu cầu bổ sung giấy tờ",
        "Hồ sơ còn thiếu giấy tờ nên tạm dừng tính thời hạn.",
        "Xin nộp đủ giấy tờ được yêu cầu để hồ sơ được giải quyết tiếp.",
        "waiting",
        "alert-circle",
    ),
    Status.PAYMENT_REQUIRED: Words(
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Hồ sơ đang chờ ông/bà nộp khoản tiền theo thông báo; thời hạn tạm dừng.",
        "Xin chỉ nộp trên Cổng Dịch vụ công quốc gia hoặc tại nơi tiếp nhận, không chuyển cho cá nhân.",
        "waiting",
        "wallet",
    ),
    Status.WITHDRAWN: Words(
        "Công dân yêu cầu rút hồ sơ",
        "Hồ sơ đã được rút theo yêu cầu.",
        "Nếu ông/bà không yêu cầu rút, xin gọi ngay tổng đài hỗ trợ.",
        "stopped",
        "undo",
    ),
    Status.STOPPED: Words(
        "Dừng xử lý",
        "Cơ quan giải quyết đã dừng xử lý hồ sơ này.",
        "Xin xem thông báo của cơ quan giải quyết; khi đủ điều kiện, ông/bà có thể nộp hồ sơ mới.",
        "stopped",
        "pause",
    ),
    Status.RESOLVED: Words(
        "Đã xử lý xong",
        "Hồ sơ đã có kết quả và đang chờ trả.",
        "Xin mang giấy tiếp nhận và giấy tờ tùy thân đến nhận kết quả trong giờ làm việc.",
        "done",
        "check-circle",
    ),
    Status.RETURNED: Words(
        "Đã trả kết quả",
        "Kết quả đã được trao cho người nhận.",
        "Việc đã xong. Nếu kết quả có điều chưa đúng, xin báo nơi giải quyết để được xem lại.",
        "done",
        "shield-check",
    ),
}
_UNKNOWN = Words(
    "Có cập nhật mới",
    "Cơ quan giải quyết vừa cập nhật hồ sơ.",
    "Muốn biết rõ hơn, xin hỏi nơi tiếp nhận hồ sơ hoặc gọi tổng đài hỗ trợ.",
    "neutral",
    "info",
)
BY_POST = "Kết quả được gửi qua bưu chính công ích; xin để ý điện thoại của nhân viên bưu điện."

NOT_HERE = (
    ("Đăng ký cư trú, căn cước, xe cộ, hộ chiếu", "Công an xã, phường hoặc Cổng dịch vụ công Bộ Công an"),
    ("Thuế, lệ phí trước bạ", "Cơ quan thuế nơi nộp hồ sơ"),
    ("Bảo hiểm xã hội, bảo hiểm y tế", "Cơ quan bảo hiểm xã hội hoặc ứng dụng VssID"),
    ("Hải quan, xuất nhập khẩu", "Chi cục hải quan nơi mở tờ khai"),
    ("Tòa án, thi hành án", "Tòa án hoặc cơ quan thi hành án nơi nộp đơn"),
)
"""Dossiers that run on other systems, and who answers for them."""


PASSED = "(ngày này đã qua, xin hỏi nơi tiếp nhận)"


def words(status: int | None) -> Words:
    """The words of a status; calm ones for a number we do not know."""
    return _WORDS.get(Status(status), _UNKNOWN) if status in _WORDS else _UNKNOWN


def next_step(view: DossierView) -> str:
    """What the citizen does now, in this dossier's own case."""
    if view.status == Status.RESOLVED and view.returns_by_post:
        return BY_POST
    return words(view.status).next_step


def due_value(view: DossierView) -> str | None:
    """The appointed day, also when there is none yet; nothing when the dossier ended without one."""
    return day(view.due_on) if view.due_on else None if view.is_finished else NO_DUE


def due_note(view: DossierView) -> str | None:
    """What the appointed day means today."""
    if view.is_paused:
        return "Thời hạn đang tạm dừng, chờ ông/bà thực hiện yêu cầu."
    if view.is_overdue:
        return "Hồ sơ đã quá ngày hẹn. Ông/bà có thể gọi nơi giải quyết để hỏi."
    return None


def as_text(view: DossierView) -> str:
    """A dossier as the chat answers it."""
    said = words(view.status)
    lines = [f"Hồ sơ {view.code}: {said.title}", f"{said.meaning} {next_step(view)}"]
    if view.procedure_name:
        lines.append(f"Thủ tục: {view.procedure_name}")
    if view.desk:
        lines.append(f"Nơi giải quyết: {view.desk.name}")
    if view.held_by:
        lines.append(f"Đang ở: {view.held_by}")
    if view.received_at:
        lines.append(f"Ngày tiếp nhận: {day(view.received_at)}")
    due = due_value(view)
    lines += [f"Ngày hẹn trả: {due}"] if due else []
    lines += deadlines.lines(view)
    lines += [note] if (note := due_note(view)) else []
    lines += _missing(view)
    lines += [usual_note(view.usual)] if view.usual else []
    if view.desk and view.desk.phone and not view.is_finished:
        lines.append(f"Hỏi về hồ sơ này, xin gọi {view.desk.phone} ({view.desk.name}).")
    lines.append(f"Thông tin cập nhật lúc {shown(view.updated_at)}.")
    lines += [stale_note(view.heard.at)] if view.is_stale else []
    return "\n".join(lines)


def stale_note(heard_at: dt.datetime | None) -> str:
    """The one-stop system is silent: this is the last we know."""
    return (
        f"Hệ thống một cửa chưa gửi tin mới từ {shown(heard_at)}; trên đây là tình trạng cuối cùng "
        "chúng tôi biết."
    )


def days_said(days: float) -> str:
    """`4` or `4,5`."""
    return f"{days:g}".replace(".", ",")


def usual_note(usual: Usual) -> str:
    """What others like it took lately: experience, no promise."""
    half, most = days_said(usual.half), days_said(usual.most)
    return (
        f"Kinh nghiệm 90 ngày qua: một nửa số hồ sơ cùng thủ tục tại nơi này xong trong {half} ngày làm "
        f"việc, 9 trên 10 hồ sơ xong trong {most} ngày (tính trên {usual.cases} hồ sơ, không kể thời gian "
        "chờ người dân). Đây không phải là ngày hẹn."
    )


def _missing(view: DossierView) -> list[str]:
    missing = view.details.missing if view.details else None
    if missing is None:
        return []
    lines = [f"- {item}" for item in missing.items] or ([missing.what] if missing.what else [])
    if lines:
        lines.insert(0, "Cần nộp:")
    if missing.is_unlisted:
        lines.append("Nơi giải quyết chưa gửi danh sách giấy tờ, xin gọi để hỏi.")
    if missing.amount:
        lines.append(f"Số tiền: {dong(missing.amount)}")
    if missing.until:
        lines.append(f"Hạn cuối: {day(missing.until)}" + (f" {PASSED}" if missing.is_over else ""))
    return lines


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def hours_of(hours: Mapping[str, Any] | None) -> str:
    """An office's hours in one line: `7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu`."""
    if not hours:
        return HOURS
    runs: list[tuple[str, int, int]] = []
    for place, key in enumerate(_DAYS):
        spans = " và ".join(f"{a.lstrip('0')}–{b.lstrip('0')}" for a, b in hours.get(key) or ())
        if spans and runs and runs[-1][0] == spans and runs[-1][2] == place - 1:
            runs[-1] = (spans, runs[-1][1], place)
        elif spans:
            runs.append((spans, place, place))
    return "; ".join(
        f"{spans}, {_NAMES[first]}" + (f" đến {_NAMES[last]}" if last > first else "")
        for spans, first, last in runs
    )
