"""What Zalo's answers mean: each listed code, its class, and how a send that got it ended."""

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


class Class(StrEnum):
    """What a code asks of us (zalo/CONTRACT.md 3.7)."""

    TOKEN = "T"  # noqa: S105 - the class of token answers
    BACK_OFF = "B"
    WINDOW = "W"
    SWITCH = "F"
    USER = "U"
    PAYLOAD = "P"
    OPERATOR = "O"
    AMBIGUOUS = "A"


OUTCOMES: Mapping[Class, Outcome] = {
    Class.TOKEN: Outcome.NOT_NOW,
    Class.BACK_OFF: Outcome.NOT_NOW,
    Class.WINDOW: Outcome.NOT_NOW,
    Class.SWITCH: Outcome.WRONG_DOOR,
    Class.USER: Outcome.REFUSED,
    Class.PAYLOAD: Outcome.REFUSED,
    Class.OPERATOR: Outcome.REFUSED,
    Class.AMBIGUOUS: Outcome.UNKNOWN,
}


@dataclass(frozen=True)
class Code:
    """One code with a sentence for staff."""

    kind: Class
    said: str

    @property
    def outcome(self) -> Outcome:
        """How a send ended that got this code."""
        return OUTCOMES[self.kind]


RATE = -32
OUT_OF_QUOTA = -211
NIGHT = -234

_BY_CLASS: Mapping[Class, Mapping[int, str]] = {
    Class.TOKEN: {
        -216: "Mã truy cập của trang Zalo không đúng hoặc đã hết hạn.",
        -220: "Mã truy cập của trang Zalo đã hết hạn hoặc bị thu hồi.",
    },
    Class.BACK_OFF: {
        RATE: "Ứng dụng gọi Zalo quá nhanh; việc gửi tạm nghỉ.",
        -214: "Bài viết hoặc tệp đang được Zalo xử lý.",
    },
    Class.WINDOW: {
        OUT_OF_QUOTA: "Trang Zalo đã dùng hết số tin được gửi.",
        -218: "Người nhận đã nhận đủ số tin cho phép.",
        NIGHT: "Zalo không cho gửi loại tin này từ 22 giờ đến 6 giờ.",
        -311: "Đã dùng hết số tin trả lời cho người này.",
    },
    Class.SWITCH: {
        -235: "Loại trang Zalo này không dùng được địa chỉ gửi bản 3.",
        -240: "Zalo đã ngừng địa chỉ gửi bản 2 cho trang này.",
    },
    Class.USER: {
        -213: "Người nhận chưa quan tâm trang Zalo.",
        -217: "Người nhận đã chặn lời mời quan tâm.",
        -222: "Tài khoản người nhận bị khóa hoặc lâu không hoạt động.",
        -227: "Tài khoản người nhận bị khóa hoặc không hoạt động trên 45 ngày.",
        -230: "Người nhận không tương tác với trang Zalo trong 7 ngày qua.",
        -232: "Người nhận chưa tương tác với trang Zalo, hoặc lần tương tác cuối đã quá lâu.",
        -244: "Người nhận đã chặn loại tin này từ trang Zalo.",
        -305: "Chỉ gửi được trong 48 giờ sau khi người nhận tương tác.",
    },
    Class.PAYLOAD: {
        -100: "Tệp đính kèm trên Zalo đã hết hạn.",
        -201: "Nội dung gửi có trường không đúng quy định của Zalo.",
        -202: "Chữ ký của lời gọi không đúng.",
        -210: "Nội dung gửi vượt giới hạn của Zalo.",
        -233: "Zalo không hỗ trợ loại tin này.",
        -238: "Gói tin đã được dùng.",
        -241: "Gói tin đã bị tắt.",
        -248: "Zalo cho rằng nội dung vi phạm tiêu chuẩn nền tảng; cần cán bộ xem lại.",
        -249: "Mẫu tin này không gửi được theo mã người dùng.",
        -403: "Trang Zalo không có trong nhóm.",
        -1340: "Không tìm thấy biểu mẫu trên Zalo.",
        -1341: "Trang Zalo không có quyền với biểu mẫu này.",
    },
    Class.OPERATOR: {
        -204: "Trang Zalo đã bị tắt hoặc xóa.",
        -205: "Trang Zalo không tồn tại.",
        -207: "Ứng dụng bên thứ ba không đúng.",
        -208: "Khóa bí mật của ứng dụng không đúng.",
        -209: "Ứng dụng chưa được duyệt hoặc chưa bật trên Zalo.",
        -212: "Ứng dụng chưa đăng ký tính năng này với Zalo.",
        -215: "Mã ứng dụng không đúng.",
        -219: "Ứng dụng đã bị gỡ hoặc tắt.",
        -221: "Trang Zalo cần được xác thực để dùng tính năng này.",
        -223: "Trang Zalo chưa cấp quyền này cho ứng dụng.",
        -224: "Trang Zalo cần nâng gói dịch vụ để dùng tính năng này.",
        -237: "Gói nhóm của trang Zalo đã hết hạn.",
        -242: "Chữ ký bí mật của ứng dụng (appsecret_proof) không đúng.",
        -320: "Ứng dụng cần liên kết tài khoản Zalo Cloud để dùng tính năng có phí.",
        -321: "Tài khoản Zalo Cloud đã hết tiền.",
    },
    Class.AMBIGUOUS: {
        -200: "Zalo báo gửi không thành công, nhưng tin vẫn có thể đã tới người nhận.",
    },
}
CODES: Mapping[int, Code] = {
    number: Code(kind, said) for kind, told in _BY_CLASS.items() for number, said in told.items()
}
UNLISTED = Code(Class.AMBIGUOUS, "Zalo trả lời bằng một mã chưa biết; không rõ tin đã tới hay chưa.")


def meaning(number: int) -> Code:
    """What a code means; one that is not listed leaves the outcome unknown."""
    return CODES.get(number, UNLISTED)
