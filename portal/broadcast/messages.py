"""Words about broadcasts that pages, forms and what is sent share."""

from collections.abc import Mapping

from portal.broadcast import audience
from portal.broadcast.models import Progress, State

EXCLUDED: Mapping[str, str] = {
    audience.NOT_FOLLOWING: "Không còn quan tâm trang",
    audience.STOPPED: "Đã rút lại đồng ý hoặc đã tắt loại tin này",
    audience.NO_CONSENT: "Chưa đồng ý nhận tin tức của tỉnh",
    audience.WINDOW: "Đã lâu không nhắn cho trang, Zalo không cho gửi",
    audience.CAP: "Đã nhận đủ số tin trong tuần",
    "erased": "Đã xóa dữ liệu của mình",
    "cancelled": "Thông báo đã dừng trước khi tới lượt",
    "trial": "Đang chạy thử, không có trong danh sách khách",
}
"""Why somebody who fits an audience is not sent to."""

REASONS: Mapping[str, str] = {
    "window": "Zalo không cho gửi vì đã lâu không nhắn cho trang",
    "refused": "Zalo từ chối",
    "too_long": "Tin quá dài hoặc sai mẫu của Zalo",
    "tries_used_up": "Đã thử nhiều lần mà không gửi được",
    "unclear_answer": "Zalo trả lời không rõ",
    "lost_worker": "Máy gửi dừng giữa chừng",
    "retry": "Chờ thử lại",
    "wrong_door": "Đang đổi cách gửi của Zalo",
    "not_now": "Zalo bảo chờ",
    "error_burst": "Quá nhiều lỗi",
    "outage": "Hệ thống ngừng hoạt động vào giờ hẹn",
    "article_pending": "Zalo đang duyệt bài viết",
    "no_cover": "Bài chưa có trên cổng hoặc chưa có ảnh",
    "article_failed": "Zalo không nhận bài viết này",
    "quiet_hours": "Ngoài giờ nhắn tin",
    "provider_trouble": "Zalo đang trục trặc, cán bộ vận hành đã tạm giữ tin",
    "quota": "Hết số tin của hôm nay",
    "away": "Không gọi được Zalo",
    "corrected": "Đã có đính chính",
}
"""Why a message was not sent, or a broadcast rests or stopped; what is not here was typed by somebody."""

STATES: Mapping[State, tuple[str, str, str]] = {
    State.DRAFT: ("Bản nháp", "neutral", "file-text"),
    State.WAITING: ("Chờ duyệt", "waiting", "clock"),
    State.APPROVED: ("Đã duyệt, chờ giờ gửi", "progress", "clock"),
    State.PREPARING: ("Đang lập danh sách", "progress", "loader"),
    State.SENDING: ("Đang gửi", "progress", "message-circle"),
    State.PAUSED: ("Tạm dừng", "waiting", "pause"),
    State.HALTED: ("Tự dừng vì nhiều lỗi", "stopped", "alert-triangle"),
    State.MISSED: ("Lỡ giờ gửi, đang hỏi", "waiting", "alert-circle"),
    State.CANCELLED: ("Đã hủy", "stopped", "x-circle"),
    State.DONE: ("Đã gửi xong", "done", "check-circle"),
}
"""Where a broadcast stands: in words, tone and picture."""

PROGRESS: Mapping[Progress, str] = {
    Progress.WAITING: "Chờ tới lượt",
    Progress.TAKEN: "Sắp gửi",
    Progress.ON_WIRE: "Đang gửi",
    Progress.SENT: "Đã gửi",
    Progress.UNKNOWN: "Chưa rõ đã tới hay chưa",
    Progress.REFUSED: "Zalo từ chối",
    Progress.FAILED: "Không gửi được",
    Progress.EXCLUDED: "Không gửi",
    Progress.CANCELLED: "Đã hủy trước khi gửi",
}
"""What became of one recipient."""

UNPLACED = "Một số dòng mới không ghi rõ xã, phường nên chưa báo cho ai. Xin xem lại cột xã, phường."
"""Of a table's rule whose new rows named no commune of today."""

NOT_YET: Mapping[str, str] = {
    "too_long": "Tin dài quá 2.000 ký tự. Xin viết ngắn lại.",
    "nobody": "Không gửi được cho ai. Xin chọn lại người nhận.",
    "no_room": "Ngày đó không đủ chỗ: phần còn lại dành cho tin về hồ sơ. Xin hẹn sang ngày khác.",
    "never_room": "Đông hơn số tin một ngày được gửi. Xin chia người nhận ra nhiều ngày.",
}
"""Why a broadcast cannot be submitted as the dry run found it."""
