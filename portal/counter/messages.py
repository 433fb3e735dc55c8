"""The words of the counter: how a phone can be reached, what is agreed to, why somebody was not told."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.citizens.messages import WITH_SMS
from portal.citizens.reach import Reach
from portal.counter.forms import ZALO_ALONE
from portal.notifications import messages as notices
from portal.notifications import standing
from portal.notifications.models import State
from portal.notifications.untold import Closed, Deed
from portal.notifications.wording.messages import TITLES
from portal.zalo import codes

CONSENTS: Mapping[str, str] = {
    ZALO_ALONE: (
        "Tôi đồng ý để %(province)s gửi thông báo về tình trạng hồ sơ của tôi qua Zalo đến số điện thoại "
        "này. Việc đồng ý là tự nguyện. Tôi có thể thôi nhận bất cứ lúc nào bằng cách nhắn “dừng” cho trang "
        "Zalo hoặc báo cho nơi tiếp nhận hồ sơ."
    ),
    WITH_SMS: (
        "Tôi đồng ý để %(province)s gửi thông báo về tình trạng hồ sơ của tôi đến số điện thoại này qua "
        "Zalo; khi không báo được qua Zalo thì bằng tin nhắn SMS. Việc đồng ý là tự nguyện. Tôi có thể thôi "
        "nhận bất cứ lúc nào bằng cách nhắn “dừng” cho trang Zalo hoặc báo cho nơi tiếp nhận hồ sơ."
    ),
}
"""Every wording that somebody has agreed to at the counter, by version; old ones stay."""


@dataclass(frozen=True)
class Words:
    """A state for the officer: what it is, what it means, what to do next."""

    title: str
    meaning: str
    todo: str
    tone: str  # neutral, progress, waiting, done, stopped
    icon: str


REACH: Mapping[Reach, Words] = {
    Reach.REACHABLE: Words(
        "Báo được qua Zalo",
        "Người dùng số này đang quan tâm trang Zalo của tỉnh và vừa liên hệ gần đây.",
        "Hỏi ý kiến người dân, ghi nhận đồng ý rồi gửi tin thử.",
        "done",
        "check-circle",
    ),
    Reach.SILENT: Words(
        "Có quan tâm nhưng đã lâu không liên hệ",
        "Zalo chỉ cho gửi tin trong một số ngày sau lần liên hệ cuối của người dân.",
        "Mời người dân mở trang Zalo của tỉnh và nhắn một chữ bất kỳ, ví dụ “chào”, rồi kiểm tra lại.",
        "waiting",
        "clock",
    ),
    Reach.NOT_FOLLOWING: Words(
        "Chưa quan tâm trang Zalo",
        "Số này đã từng liên hệ với trang Zalo của tỉnh nhưng hiện không quan tâm trang.",
        "Mời người dân quét mã bên dưới và bấm “Quan tâm”, rồi kiểm tra lại.",
        "waiting",
        "alert-circle",
    ),
    Reach.UNKNOWN: Words(
        "Chưa biết số này trên Zalo",
        "Chưa có ai dùng số này liên hệ với trang Zalo của tỉnh. Có thể số này không dùng Zalo.",
        "Mời người dân quét mã, bấm “Quan tâm”, rồi bấm “Dùng số điện thoại của tôi” trong khung trò chuyện. "
        "Nếu không dùng Zalo, nói rõ sẽ không có tin nhắn và hẹn cách báo khác.",
        "stopped",
        "x-circle",
    ),
}

TEST_STATES: Mapping[State, Words] = {
    State.QUEUED: Words("Đang gửi", "Tin thử đang chờ đến lượt gửi.", "", "progress", "clock"),
    State.SENDING: Words("Đang gửi", "Đang chuyển tin thử cho Zalo.", "", "progress", "clock"),
    State.SENT: Words(
        "Zalo đã nhận tin",
        "Tin thử đã được chuyển cho Zalo.",
        "Xem điện thoại của người dân và nhập mã kiểm tra trong tin.",
        "done",
        "check-circle",
    ),
    State.UNKNOWN: Words(
        "Chưa rõ tin đã tới hay chưa",
        "Đã gọi Zalo nhưng không nhận được trả lời rõ ràng.",
        "Xem điện thoại của người dân: nếu thấy tin thì nhập mã, nếu không thì gửi tin thử khác.",
        "waiting",
        "alert-triangle",
    ),
}
FAILED = Words("Không gửi được", "", "", "stopped", "x-circle")

KINDS: Mapping[str, str] = {
    **TITLES,
    "chat_reply": "Trả lời trong khung trò chuyện",
}
STATES: Mapping[State, Words] = {
    State.QUEUED: Words("Đang chờ gửi", "", "", "progress", "clock"),
    State.SENDING: Words("Đang gửi", "", "", "progress", "clock"),
    State.UNKNOWN: Words("Chưa rõ kết quả", "", "", "waiting", "alert-triangle"),
    State.QUARANTINED: Words("Được giữ lại", "", "", "waiting", "pause"),
    State.SENT: Words("Đã gửi", "", "", "done", "check-circle"),
    State.FAILED: Words("Không gửi được", "", "", "stopped", "x-circle"),
    State.REFUSED: Words("Bị từ chối", "", "", "stopped", "x-circle"),
    State.SUPERSEDED: Words("Có tin mới hơn", "", "", "neutral", "info"),
    State.CANCELLED: Words("Đã hủy", "", "", "neutral", "x-circle"),
    State.DROPPED: Words("Không gửi", "", "", "stopped", "x-circle"),
}
DEEDS: Mapping[Deed, str] = {
    Deed.CALLED: "Đã gọi và báo cho người dân",
    Deed.NO_ANSWER: "Đã gọi, chưa báo được",
    Deed.MENDED: "Đã sửa số điện thoại",
    Deed.SENT_AGAIN: "Đã gửi lại",
    Deed.GAVE_UP: "Thôi liên hệ",
}
CLOSED: Mapping[Closed, str] = {
    Closed.TOLD: "Tin đã gửi được.",
    Closed.NEWER: "Đã có tin mới hơn của hồ sơ này.",
    Closed.CALLED: "Đã gọi và báo cho người dân.",
    Closed.GIVEN_UP: "Đã thôi liên hệ.",
    Closed.WITHDRAWN: "Người dân không muốn nhận thông báo.",
    Closed.CANCELLED: "Tin đã được hủy.",
}
_NEXT: Mapping[str, str] = {
    "nobody": "Gọi cho người dân; nếu họ dùng số khác trên Zalo thì sửa số, không thì báo qua điện thoại.",
    "no_number": "Tìm số trong hồ sơ giấy hoặc hỏi khi người dân tới quầy, rồi ghi ở mục Sửa số điện thoại.",
    "no_address": "Gọi cho người dân và mời quan tâm trang Zalo, rồi gửi lại.",
    "not_following": "Gọi cho người dân; khi họ quan tâm lại trang thì gửi lại.",
    "expired": "Gọi cho người dân để báo nội dung.",
    "price_cap": "Gọi cho người dân để báo nội dung; hồ sơ này đã hết mức chi cho tin có phí.",
    "tries_used_up": "Gửi lại khi Zalo hoạt động bình thường; nếu gấp thì gọi điện.",
    "same_failure": "Gửi lại một lần; nếu vẫn lỗi thì gọi điện và báo bộ phận kỹ thuật.",
    "crashed": "Gửi lại một lần; nếu vẫn lỗi thì gọi điện và báo bộ phận kỹ thuật.",
}
CALL = "Gọi cho người dân để báo nội dung."
NO_NUMBER = "Hồ sơ xin nhận thông báo nhưng không kèm số điện thoại nào đọc được."
NOBODY = "Chưa có ai dùng số này trên Zalo của tỉnh, nên chưa gửi được cho ai."


_WITHOUT_MESSAGE = {"nobody": NOBODY, "no_number": NO_NUMBER}


def consent_text(version: str, province: str) -> str:
    """The wording of a version, as it was shown."""
    return CONSENTS[version] % {"province": province}


def kind(name: str) -> str:
    """What sort of message it is, for staff; a kind we do not know by its own name."""
    return KINDS.get(name, name)


def why(reason: str | None, error_code: int | None, channel: str | None = None) -> str:
    """Why somebody was not told, in plain words: the channel's own reason when there is one."""
    if reason in _WITHOUT_MESSAGE:
        return _WITHOUT_MESSAGE[reason]
    if error_code is not None:
        return codes.meaning(error_code, standing.host_of(channel)).said
    return notices.REASONS.get(reason or "", "Không gửi được tin này.")


def todo(reason: str | None, error_code: int | None, channel: str | None = None) -> str:
    """What an officer does about it."""
    if error_code is not None:
        return codes.meaning(error_code, standing.host_of(channel)).step
    return _NEXT.get(reason or "", CALL)
