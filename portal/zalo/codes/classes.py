"""What a code asks of us, how a call that got it ended, and the usual next step for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How one call ended (reliability.md R4)."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    NOT_NOW = "not_now"
    WRONG_DOOR = "wrong_door"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Host(StrEnum):
    """Whose answer it is: the same number means something else on another host."""

    OA = "openapi"
    BUSINESS = "business"
    OAUTH = "oauth"
    SOCIAL = "graph"


class Class(StrEnum):
    """What a code asks of us (zalo/CONTRACT.md 3.7, 6.3)."""

    TOKEN = "T"  # noqa: S105 - the class of token answers
    BACK_OFF = "B"
    WINDOW = "W"
    REUPLOAD = "R"
    SWITCH = "F"
    USER = "U"
    PAYLOAD = "P"
    OPERATOR = "O"
    AMBIGUOUS = "A"
    UNLISTED = "?"


OUTCOMES: Mapping[Class, Outcome] = {
    Class.TOKEN: Outcome.NOT_NOW,
    Class.BACK_OFF: Outcome.NOT_NOW,
    Class.WINDOW: Outcome.NOT_NOW,
    Class.REUPLOAD: Outcome.REFUSED,  # proven not sent; the owner of the file uploads it anew
    Class.SWITCH: Outcome.WRONG_DOOR,
    Class.USER: Outcome.REFUSED,
    Class.PAYLOAD: Outcome.REFUSED,
    Class.OPERATOR: Outcome.REFUSED,
    Class.AMBIGUOUS: Outcome.UNKNOWN,
    Class.UNLISTED: Outcome.UNKNOWN,
}

TITLES: Mapping[Class, str] = {
    Class.TOKEN: "Mã truy cập",
    Class.BACK_OFF: "Chờ rồi gọi lại",
    Class.WINDOW: "Chờ đến khung giờ được phép",
    Class.REUPLOAD: "Tải tệp lên lại",
    Class.SWITCH: "Đổi địa chỉ gọi",
    Class.USER: "Không tới được người nhận",
    Class.PAYLOAD: "Nội dung gửi chưa đúng",
    Class.OPERATOR: "Cần quản trị xử lý",
    Class.AMBIGUOUS: "Không rõ kết quả",
    Class.UNLISTED: "Mã chưa biết",
}

STEPS: Mapping[Class, str] = {
    Class.TOKEN: "Hệ thống tự đổi mã truy cập và gửi tiếp. Nếu vẫn còn báo, mở trang Cấp quyền Zalo.",
    Class.BACK_OFF: "Không cần làm gì: hệ thống tự chờ rồi gọi lại.",
    Class.WINDOW: "Không cần làm gì: tin được giữ lại và tự gửi khi Zalo cho phép.",
    Class.REUPLOAD: "Không cần làm gì: hệ thống tự tải tệp lên lại.",
    Class.SWITCH: "Không cần làm gì: hệ thống đã đổi địa chỉ gọi và ghi nhớ.",
    Class.USER: "Báo cho người dân bằng cách khác, ví dụ gọi điện thoại.",
    Class.PAYLOAD: "Báo cho bộ phận kỹ thuật xem lại nội dung tin; tin này không tự gửi lại.",
    Class.OPERATOR: "Quản trị mở trang quản lý của Zalo và xử lý theo nội dung nêu trên.",
    Class.AMBIGUOUS: "Xem khung trò chuyện của trang Zalo: có tin thì xác nhận đã tới, không có thì gửi lại.",
    Class.UNLISTED: "Xem trong khung trò chuyện của trang Zalo, rồi báo mã này cho bộ phận kỹ thuật.",
}


@dataclass(frozen=True)
class Code:
    """One code with a sentence for staff and the next step."""

    kind: Class
    said: str
    todo: str = ""

    @property
    def outcome(self) -> Outcome:
        """How a send ended that got this code."""
        return OUTCOMES[self.kind]

    @property
    def step(self) -> str:
        """What staff do next."""
        return self.todo or STEPS[self.kind]


Told = Mapping[int, str | tuple[str, str]]
"""Code -> what it says, or that and the next step."""


def table(by_class: Mapping[Class, Told]) -> dict[int, Code]:
    """One lookup of all classes; a code that stands in two of them is a mistake of ours."""
    made: dict[int, Code] = {}
    for kind, told in by_class.items():
        for number, words in told.items():
            if number in made:
                raise ValueError(f"code {number} stands twice")
            made[number] = Code(kind, words) if isinstance(words, str) else Code(kind, *words)
    return made
