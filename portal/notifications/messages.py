"""What we say: placeholders filled by our own substitution, buttons, and why a message is where it is."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

MOST_SIGNS = 2000  # what Zalo takes in one text
MOST_BUTTONS = 5
MOST_TITLE_SIGNS = 100
SHORTENED = "…"

PLACEHOLDERS = frozenset(
    {
        "code",  # the dossier's code, as printed on the receipt
        "procedure",
        "unit",  # who works on it
        "step",  # what is being done now
        "received",  # dd/MM/yyyy
        "due",  # dd/MM/yyyy, or "chưa có ngày hẹn"
        "date",  # dd/MM/yyyy of what the message tells
        "papers",  # what is missing
        "until",  # the last day to bring or pay, or "theo hướng dẫn của cơ quan xử lý"
        "place",  # where to go
        "hours",  # when it is open
        "reason",
        "amount",  # 1.000.000 đồng
        "bill",  # the number of what proves a payment
        "result",  # what is handed over
        "bring",  # a sentence: what to have along when one fetches it
        "hotline",
        "province",
        "oa_name",
        "text",  # a whole answer of the chat
        "table",  # the name of a look-up table
        "word",  # what to type before the number to look it up
        "number",  # how many more there are
        "source",  # who publishes a table
        "check",  # the digits of a test message, which the counter compares
    }
)
"""The only words a template may put in braces."""

REASONS: Mapping[str, str] = {
    "queued": "Đang chờ gửi.",
    "no_address": "Người nhận chưa từng nhắn tin hay quan tâm trang Zalo của tỉnh.",
    "not_following": "Người nhận không còn quan tâm trang Zalo của tỉnh.",
    "no_consent": "Người nhận chưa đồng ý hoặc đã rút lại đồng ý nhận thông báo này.",
    "topic_stopped": "Người nhận đã thôi nhận loại tin này.",
    "newer_version": "Hồ sơ đã có trạng thái mới hơn; chỉ thông báo mới hơn được gửi.",
    "merged": "Hồ sơ thay đổi nhiều lần liền nhau; chỉ trạng thái cuối được gửi trong một tin.",
    "merging": "Hồ sơ vừa có tin; những thay đổi liền sau được gộp thành một tin.",
    "expired": "Tin đã quá hạn nên không gửi nữa.",
    "next_channel": "Kênh trước không tới được người nhận; tin đang chuyển sang kênh tiếp theo.",
    "channel_rests": "Kênh gửi đang tạm nghỉ; tin sẽ tự gửi khi kênh hoạt động lại.",
    "price_cap": "Gửi tiếp sẽ vượt mức chi cho một hồ sơ nên không gửi.",
    "no_sms_consent": "Người nhận mới đồng ý nhận tin qua Zalo, chưa đồng ý nhận SMS.",
    "told_otherwise": "Số điện thoại này đã được báo cùng nội dung qua người nhận khác.",
    "older_on_wire": "Đang chờ thông báo trước của cùng hồ sơ gửi xong.",
    "trial": "Trang Zalo đang chạy thử; chỉ khách mời nhận được tin.",
    "sending_off": "Việc gửi tin đang được tắt.",
    "kind_off": "Loại tin này đang được tạm dừng; tin sẽ gửi theo thứ tự khi mở lại.",
    "provider_trouble": "Zalo đang gặp sự cố; tin sẽ gửi theo thứ tự khi Zalo hoạt động lại.",
    "no_token": "Đang chờ mã truy cập mới của trang Zalo; tin sẽ tự gửi tiếp.",
    "pace": "Đang có nhiều tin cùng lúc; tin sẽ gửi trong ít phút.",
    "articles_only": "Không thông báo được: trang Zalo này không gửi được tin cho từng người.",
    "paused": "Zalo yêu cầu tạm nghỉ; tin sẽ tự gửi tiếp.",
    "quiet_hours": "Đang giờ nghỉ đêm; tin sẽ gửi từ 6 giờ sáng.",
    "quota": "Đã hết số tin được gửi trong ngày; tin sẽ gửi vào ngày mai.",
    "retry": "Chưa kết nối được tới Zalo; tin sẽ tự gửi lại.",
    "not_now": "Zalo chưa nhận tin lúc này; tin sẽ tự gửi lại.",
    "wrong_door": "Đã đổi địa chỉ gửi theo loại trang Zalo; tin đang được gửi lại.",
    "no_door": "Không thông báo được: cả hai địa chỉ gửi của Zalo đều không nhận loại trang này.",
    "tries_used_up": "Không kết nối được tới Zalo sau nhiều lần thử.",
    "same_failure": "Gửi không thành công nhiều lần vì cùng một lỗi; tin được giữ lại để cán bộ xem.",
    "crashed": "Tiến trình gửi bị dừng giữa chừng nhiều lần; tin được giữ lại để cán bộ xem.",
    "refused": "Zalo từ chối tin này.",
    "too_long": "Tin không đúng giới hạn của Zalo nên không gửi.",
    "unreadable": "Không dựng được nội dung tin từ mẫu; cần cán bộ xem lại.",
    "unclear_answer": "Đã gọi Zalo nhưng không rõ tin đã tới người nhận hay chưa; không tự gửi lại.",
    "lost_worker": "Tiến trình gửi dừng sau khi đã gọi Zalo; không rõ tin đã tới hay chưa, không tự gửi lại.",
    "restored": "Hệ thống vừa khôi phục từ bản sao lưu; tin có thể đã gửi từ trước, không tự gửi lại.",
    "proved_absent": "Zalo cho biết tin chưa tới người nhận; tin đang được gửi lại.",
    "officer_sent": "Cán bộ xác nhận tin đã tới người nhận.",
    "officer_again": "Cán bộ cho gửi lại tin này.",
    "cancelled": "Cán bộ đã hủy tin này.",
    "erased": "Người nhận đã yêu cầu xóa dữ liệu của mình; tin không còn nội dung và không được gửi.",
}
"""Why an intent stands where it stands, for staff."""

_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Button:
    """A button below a message: `url` opens an address, `query` says `payload`, `phone` calls it."""

    title: str
    kind: str
    payload: str

    def __post_init__(self) -> None:
        if self.kind not in {"url", "query", "phone"}:
            raise ValueError(f"no such button: {self.kind}")


@lru_cache(200)  # a batch owes the same words hundreds of times
def holes(body: str) -> frozenset[str]:
    """The placeholders of a template; ValueError for one that is not on the list."""
    found = frozenset(_HOLE.findall(body))
    if strange := found - PLACEHOLDERS:
        raise ValueError(f"unknown placeholder: {', '.join(sorted(strange))}")
    return found


def checked(body: str, params: Mapping[str, Any]) -> frozenset[str]:
    """The placeholders of a template, all of which are given; ValueError for a missing or unknown one."""
    wanted = holes(body)
    if missing := {name for name in wanted if not isinstance(params.get(name), str)}:
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    return wanted


def render(body: str, params: Mapping[str, Any], most: int = MOST_SIGNS) -> str:
    """The text with every `{name}` filled, in NFC, at most 2,000 signs: the longest value gives way.

    What stands in a value is never read as a placeholder. A missing or unknown one raises ValueError.
    """
    wanted = checked(body, params)
    # A list begins with a line of its own; nothing else does.
    values = {name: unicodedata.normalize("NFC", params[name]).rstrip().lstrip(" \t\r") for name in wanted}
    text = _filled(body, values)
    while len(text) > most and values:
        longest = max(values, key=lambda name: len(values[name]))
        keep = len(values[longest]) - (len(text) - most) - len(SHORTENED)
        if keep < 1:
            break  # the body itself is too long; the client refuses it before the call
        values[longest] = values[longest][:keep].rstrip() + SHORTENED
        text = _filled(body, values)
    return text


def _filled(body: str, values: Mapping[str, str]) -> str:
    return unicodedata.normalize("NFC", _HOLE.sub(lambda hole: values[hole[1]], body)).strip()


def retitled(buttons: tuple[Button, ...], title: str | None) -> tuple[Button, ...]:
    """The same buttons, the first that opens an address under another title where staff wrote one."""
    place = next((n for n, button in enumerate(buttons) if button.kind == "url"), None)
    if place is None or not title:
        return buttons
    return (*buttons[:place], replace(buttons[place], title=title), *buttons[place + 1 :])


def packed(params: Mapping[str, str], buttons: tuple[Button, ...]) -> dict[str, Any]:
    """What an intent keeps, encrypted."""
    kept = [{"title": one.title, "kind": one.kind, "payload": one.payload} for one in buttons]
    return {**params, "buttons": kept}


def buttons_of(params: Mapping[str, Any]) -> tuple[Button, ...]:
    """The buttons an intent keeps."""
    return tuple(Button(**kept) for kept in params.get("buttons", ()))
