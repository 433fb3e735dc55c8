"""Codes of openapi.zalo.me (zalo/CONTRACT.md 3.7)."""

from portal.zalo.codes.classes import Class, table

RATE = -32
EXPIRED_FILE = -100
UNCLEAR = -200
OUT_OF_QUOTA = -211
IN_WORK = -214
BAD_TOKEN = -216
RECEIVED_ENOUGH = -218
NO_RIGHT = -223
NIGHT = -234

_CONSOLE = "Quản trị mở developers.zalo.me, xem lại ứng dụng và bật mục này."
_OA_PAGE = "Quản trị mở oa.zalo.me, xem tình trạng của trang và liên hệ hỗ trợ của Zalo."
_CLOUD = "Quản trị mở account.zalo.cloud, liên kết hoặc nạp tiền vào tài khoản Zalo Cloud."
_WRITE_FIRST = "Báo bằng cách khác; khi người dân nhắn tin cho trang, những tin sau sẽ gửi được."

CODES = table(
    {
        Class.TOKEN: {
            BAD_TOKEN: "Mã truy cập của trang Zalo không đúng hoặc đã hết hạn.",
            -220: "Mã truy cập của trang Zalo đã hết hạn hoặc bị thu hồi.",
        },
        Class.BACK_OFF: {
            RATE: "Ứng dụng gọi Zalo quá nhanh; việc gửi tạm nghỉ.",
            IN_WORK: "Bài viết hoặc tệp đang được Zalo xử lý.",
        },
        Class.WINDOW: {
            OUT_OF_QUOTA: (
                "Trang Zalo đã dùng hết số tin được gửi.",
                "Tin tự gửi tiếp vào ngày mai. Nếu hay hết, quản trị mua thêm gói tin tại oa.zalo.me.",
            ),
            RECEIVED_ENOUGH: "Người nhận đã nhận đủ số tin cho phép.",
            NIGHT: "Zalo không cho gửi loại tin này từ 22 giờ đến 6 giờ.",
            -311: "Đã dùng hết số tin trả lời cho người này.",
        },
        Class.REUPLOAD: {EXPIRED_FILE: "Tệp đính kèm trên Zalo đã quá 7 ngày."},
        Class.SWITCH: {
            -235: "Loại trang Zalo này không dùng được địa chỉ gửi bản 3.",
            -240: "Zalo đã ngừng địa chỉ gửi bản 2 cho trang này.",
        },
        Class.USER: {
            -213: ("Người nhận chưa quan tâm trang Zalo.", _WRITE_FIRST),
            -217: "Người nhận đã chặn lời mời quan tâm.",
            -222: "Tài khoản người nhận bị khóa hoặc lâu không hoạt động.",
            -227: "Tài khoản người nhận bị khóa hoặc không hoạt động trên 45 ngày.",
            -230: ("Người nhận không tương tác với trang Zalo trong 7 ngày qua.", _WRITE_FIRST),
            -232: ("Người nhận chưa tương tác với trang Zalo, hoặc lần cuối đã quá lâu.", _WRITE_FIRST),
            -244: "Người nhận đã chặn loại tin này từ trang Zalo.",
            -305: ("Chỉ gửi được trong 48 giờ sau khi người nhận tương tác.", _WRITE_FIRST),
        },
        Class.PAYLOAD: {
            -201: "Nội dung gửi có trường không đúng quy định của Zalo.",
            -202: "Chữ ký của lời gọi không đúng.",
            -210: "Nội dung gửi vượt giới hạn của Zalo.",
            -233: "Zalo không hỗ trợ loại tin này.",
            -238: "Gói tin đã được dùng.",
            -241: "Gói tin đã bị tắt.",
            -248: (
                "Zalo cho rằng nội dung vi phạm tiêu chuẩn nền tảng.",
                "Cán bộ đọc lại nội dung tin trước khi gửi tin khác cùng mẫu; không gửi lại tin này.",
            ),
            -249: (
                "Mẫu tin này không gửi được theo mã người dùng.",
                "Quản trị dùng mẫu khác, hoặc gửi mẫu này theo số điện thoại.",
            ),
            -403: "Trang Zalo không có trong nhóm.",
            -1340: "Không tìm thấy biểu mẫu trên Zalo.",
            -1341: "Trang Zalo không có quyền với biểu mẫu này.",
        },
        Class.OPERATOR: {
            -204: ("Trang Zalo đã bị tắt hoặc xóa.", _OA_PAGE),
            -205: ("Trang Zalo không tồn tại.", _OA_PAGE),
            -207: ("Ứng dụng bên thứ ba không đúng.", _CONSOLE),
            -208: ("Khóa bí mật của ứng dụng không đúng.", "Quản trị xem lại ZALO_APP_SECRET của cổng."),
            -209: ("Ứng dụng chưa được duyệt hoặc chưa bật chức năng này trên Zalo.", _CONSOLE),
            -212: ("Ứng dụng chưa đăng ký tính năng này với Zalo.", _CONSOLE),
            -215: ("Mã ứng dụng không đúng.", "Quản trị xem lại ZALO_APP_ID của cổng."),
            -219: ("Ứng dụng đã bị gỡ hoặc tắt.", _CONSOLE),
            -221: ("Trang Zalo cần được xác thực để dùng tính năng này.", _OA_PAGE),
            NO_RIGHT: (
                "Trang Zalo chưa cấp quyền này cho ứng dụng.",
                "Quản trị mở trang Cấp quyền Zalo và cấp quyền lại, đánh dấu đủ các quyền.",
            ),
            -224: (
                "Trang Zalo cần nâng gói dịch vụ để dùng tính năng này.",
                "Quản trị nâng gói dịch vụ của trang tại oa.zalo.me.",
            ),
            -237: (
                "Gói nhóm của trang Zalo đã hết hạn.",
                "Quản trị gia hạn gói nhóm của trang tại oa.zalo.me.",
            ),
            -242: (
                "Chữ ký bí mật của ứng dụng (appsecret_proof) không đúng.",
                "Quản trị xem lại ZALO_APP_SECRET của cổng.",
            ),
            -320: ("Ứng dụng cần liên kết tài khoản Zalo Cloud để dùng tính năng có phí.", _CLOUD),
            -321: ("Tài khoản Zalo Cloud đã hết tiền.", _CLOUD),
        },
        Class.AMBIGUOUS: {
            UNCLEAR: "Zalo báo gửi không thành công, nhưng tin vẫn có thể đã tới người nhận.",
        },
    }
)
