"""Codes of the consent and token host, and of the social profile host (zalo/CONTRACT.md 1.4, 7.2)."""

from portal.zalo.codes.classes import Class, table

NEW_CONSENT = -14014
SESSION_OVER = 452

_AGAIN = "Quản trị mở trang Cấp quyền Zalo và cấp quyền lại; mọi tin được giữ, gửi tiếp ngay sau đó."

OAUTH = table(
    {
        Class.OPERATOR: {
            -14002: (
                "Mã ứng dụng không đúng, hoặc ứng dụng chưa bật.",
                "Quản trị xem lại ZALO_APP_ID và trạng thái của ứng dụng tại developers.zalo.me.",
            ),
            -14003: (
                "Địa chỉ quay về hoặc mã xác minh của lần cấp quyền không khớp.",
                "Quản trị so địa chỉ quay về đã lưu tại developers.zalo.me với cổng, rồi cấp quyền lại.",
            ),
            -14004: ("Khóa bí mật của ứng dụng không đúng.", "Quản trị xem lại ZALO_APP_SECRET của cổng."),
            -14005: ("Mã cấp quyền sai, đã dùng hoặc quá 10 phút.", _AGAIN),
            NEW_CONSENT: ("Mã làm mới đã dùng hoặc hết hạn.", _AGAIN),
        },
        Class.PAYLOAD: {-14018: "Kiểu cấp quyền gửi đi không đúng."},
    }
)
SOCIAL = table(
    {
        Class.TOKEN: {
            SESSION_OVER: (
                "Phiên đăng nhập Zalo của người dân đã hết.",
                "Không cần làm gì: người dân đăng nhập lại khi muốn.",
            )
        },
        Class.USER: {
            210: (
                "Tài khoản Zalo này không cho xem thông tin.",
                "Không cần làm gì: người dân vẫn dùng được mọi trang mà không cần đăng nhập.",
            )
        },
        Class.OPERATOR: {
            112: (
                "Ứng dụng chưa liên kết với trang Zalo.",
                "Quản trị mở developers.zalo.me và liên kết ứng dụng với trang Zalo.",
            )
        },
    }
)
