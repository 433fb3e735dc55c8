"""Codes of business.openapi.zalo.me: ZBS/ZNS template messages (zalo/CONTRACT.md 6.3)."""

from portal.zalo.codes.classes import Class, table

RATE = -32
BAD_TOKEN = -124
NIGHT = -133
DAY_IS_FULL = -144

_APP = "Quản trị mở developers.zalo.me, xem lại ứng dụng và liên kết với trang Zalo."
_ZBS = "Quản trị mở trang quản lý ZBS của Zalo và xem quyền, mẫu tin và hạn mức của trang."
_CLOUD = "Quản trị mở account.zalo.cloud, liên kết hoặc nạp tiền vào tài khoản Zalo Cloud."
_KEYS = "Báo bộ phận kỹ thuật: khóa mã hóa gửi kèm không dùng được."

CODES = table(
    {
        Class.TOKEN: {BAD_TOKEN: "Mã truy cập của trang Zalo không đúng hoặc đã hết hạn."},
        Class.BACK_OFF: {RATE: "Ứng dụng gọi Zalo quá nhanh; việc gửi tạm nghỉ."},
        Class.WINDOW: {
            NIGHT: "Mẫu tin này không được gửi từ 22 giờ đến 6 giờ.",
            DAY_IS_FULL: "Trang Zalo đã dùng hết số tin mẫu được gửi trong ngày.",
            -1441: "Trang Zalo đã dùng hết số tin chăm sóc được gửi trong tháng.",
            -147: "Mẫu tin đã dùng hết số lượt được gửi trong ngày.",
            -1471: "Người nhận đã nhận đủ số tin chăm sóc trong tháng.",
            -1472: "Người nhận đã nhận đủ số tin của loại này trong tháng.",
            -160: "Đã hết số lần tạo mẫu tin trong ngày.",
            -161: "Đã hết số lần sửa mẫu tin trong ngày.",
            -162: "Mẫu tin đang chờ duyệt, chưa sửa được.",
        },
        Class.USER: {
            -108: "Số điện thoại không đúng.",
            -110: "Ứng dụng Zalo của người nhận quá cũ.",
            -114: (
                "Người nhận không hoạt động, từ chối tin hoặc dùng Zalo quá cũ.",
                "Có thể gửi lại một lần vào ngày mai; nếu vẫn vậy, báo cho người dân bằng cách khác.",
            ),
            -118: "Số điện thoại này không có tài khoản Zalo.",
            -119: "Tài khoản Zalo của người nhận không nhận được tin này.",
            -134: "Người nhận chưa trả lời lời mời nhận tin.",
            -139: "Người nhận từ chối loại tin này.",
            -141: (
                "Người nhận từ chối mọi tin của trang Zalo.",
                "Không gửi tin mẫu cho người này nữa; báo bằng cách khác.",
            ),
        },
        Class.PAYLOAD: {
            -106: "Cách gọi không được hỗ trợ.",
            -107: "Mã tin không đúng.",
            -109: "Mã mẫu tin không đúng.",
            -1091: "Loại mẫu tin này không sửa được.",
            -111: "Dữ liệu của mẫu tin để trống.",
            -112: "Kiểu dữ liệu của mẫu tin không xác định.",
            -1121: "Dữ liệu của mẫu tin quá dài.",
            -1122: "Thiếu dữ liệu của mẫu tin.",
            -1123: "Không tạo được mã QR của mẫu tin.",
            -1124: "Dữ liệu của mẫu tin sai định dạng.",
            -113: "Nút của mẫu tin không đúng.",
            -1131: "Nội dung nút của mẫu tin không đúng.",
            -1132: "Địa chỉ của nút không đúng.",
            -116: "Nội dung tin không đúng.",
            -121: "Lời gọi không có nội dung.",
            -122: "Nội dung lời gọi sai định dạng.",
            -123: ("Không giải mã được nội dung lời gọi.", _KEYS),
            -128: ("Khóa mã hóa không đúng.", _KEYS),
            -129: ("Khóa mã hóa đã có hoặc không tạo được.", _KEYS),
            -130: "Nội dung tin dài quá 100.000 ký tự.",
            -132: "Tham số gửi kèm không đúng.",
            -142: ("Khóa mã hóa không có.", _KEYS),
            -143: ("Khóa mã hóa không dùng được.", _KEYS),
            -148: "Thiếu mã hành trình.",
            -149: "Mã hành trình không đúng.",
            -1491: "Mã hành trình không đúng với mẫu tin.",
            -150: "Mã hành trình đã hết hạn.",
            -151: ("Không mã hóa được tin đầu cuối.", _KEYS),
            -152: ("Dữ liệu mã hóa đầu cuối không đúng.", _KEYS),
            -153: "Dữ liệu gửi kèm không đúng.",
            -158: "Tệp tải lên quá lớn.",
            -159: "Tệp tải lên sai định dạng.",
        },
        Class.OPERATOR: {
            -101: ("Ứng dụng không đúng.", _APP),
            -102: ("Ứng dụng không tồn tại.", _APP),
            -103: ("Ứng dụng chưa được kích hoạt.", _APP),
            -104: ("Khóa bí mật của ứng dụng không đúng.", "Quản trị xem lại ZALO_APP_SECRET của cổng."),
            -105: ("Ứng dụng chưa liên kết với trang Zalo.", _APP),
            -115: ("Trang Zalo đã hết số dư để gửi tin mẫu.", _CLOUD),
            -117: ("Trang Zalo chưa có quyền với mẫu tin này.", _ZBS),
            -120: ("Trang Zalo chưa có quyền này.", _ZBS),
            -1201: ("Trang Zalo chưa có quyền gửi tin mẫu.", _ZBS),
            -1202: ("Trang Zalo chưa có quyền quản lý mẫu tin.", _ZBS),
            -1241: ("Chữ ký bí mật (appsecret_proof) không đúng.", "Quản trị xem lại ZALO_APP_SECRET."),
            -125: ("Mã trang Zalo không đúng.", "Quản trị xem lại ZALO_OA_ID của cổng."),
            -126: ("Ví hoặc hạn mức gửi thử đã hết.", _CLOUD),
            -127: ("Mẫu đang thử chỉ gửi được cho quản trị của trang.", _ZBS),
            -131: ("Mẫu tin chưa được Zalo duyệt.", _ZBS),
            -135: ("Trang Zalo chưa được gửi tin mẫu (chưa xác thực hoặc gói miễn phí).", _ZBS),
            -1351: ("Trang Zalo bị chặn gửi tin mẫu.", _ZBS),
            -136: ("Cần liên kết tài khoản Zalo Cloud để gửi tin mẫu.", _CLOUD),
            -137: ("Không trừ được tiền từ tài khoản Zalo Cloud.", _CLOUD),
            -138: ("Ứng dụng chưa có quyền gửi tin mẫu.", _APP),
            -1381: ("Ứng dụng chưa có quyền dùng tính năng này.", _APP),
            -140: ("Trang Zalo chưa có quyền gửi tin chăm sóc.", _ZBS),
            -145: ("Trang Zalo không được gửi loại tin này.", _ZBS),
            -146: ("Mẫu tin bị khóa vì chất lượng thấp.", _ZBS),
        },
        Class.AMBIGUOUS: {-100: "Zalo gặp lỗi không xác định; tin vẫn có thể đã tới người nhận."},
    }
)
