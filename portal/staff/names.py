"""How groups of the menu, roles and acts are called on the desk's pages."""

from flask_babel import lazy_gettext as _l

from portal.staff.access import Group
from portal.staff.models import Role

GROUP_NAMES = {
    Group.HOME: "",
    Group.PEOPLE: _l("Người dân"),
    Group.MESSAGES: _l("Tin nhắn"),
    Group.CONTENT: _l("Nội dung"),
    Group.ZALO: _l("Zalo OA"),
    Group.SYSTEM: _l("Hệ thống"),
}


ROLE_NAMES = {
    Role.AUTHOR: _l("Người viết"),
    Role.EDITOR: _l("Biên tập viên"),
    Role.PUBLISHER: _l("Người duyệt đăng"),
    Role.OFFICER: _l("Cán bộ một cửa"),
    Role.SUPPORT: _l("Nhân viên hỗ trợ"),
    Role.DATA: _l("Cán bộ dữ liệu"),
    Role.LEADER: _l("Lãnh đạo"),
    Role.ADMIN: _l("Quản trị"),
}
ACT_NAMES = {
    "search.word": _l("Dạy từ cho tìm kiếm"),
    "search.unword": _l("Bỏ từ của tìm kiếm"),
    "sign_in": _l("Đăng nhập"),
    "sign_in.refused": _l("Đăng nhập không thành công"),
    "sign_out": _l("Kết thúc phiên"),
    "sign_in.second_refused": _l("Mã bước hai không đúng"),
    "sign_in.recovery_code": _l("Đăng nhập bằng mã dự phòng"),
    "session.end": _l("Đóng một phiên đăng nhập"),
    "account.create": _l("Tạo tài khoản"),
    "account.invite": _l("Gửi lời mời"),
    "account.uninvite": _l("Rút lời mời"),
    "account.roles": _l("Đổi vai trò"),
    "account.second_on": _l("Bật bước hai"),
    "account.second_off": _l("Bỏ bước hai"),
    "account.password": _l("Đổi mật khẩu"),
    "account.disable": _l("Khóa tài khoản"),
    "account.enable": _l("Mở lại tài khoản"),
    "apology.hold": _l("Giữ văn bản xin lỗi"),
    "apology.release": _l("Bỏ giữ văn bản xin lỗi"),
    "paper.open": _l("Mở giấy tờ của hồ sơ"),
    "message.arrived": _l("Xác nhận tin đã tới"),
    "message.again": _l("Cho gửi lại tin chưa rõ"),
    "handover.take": _l("Nhận trả lời một người dân"),
    "handover.close": _l("Kết thúc cuộc trao đổi"),
    "event.raw": _l("Xem nguyên văn một sự kiện Zalo"),
    "zalo_consent.begin": _l("Yêu cầu cấp quyền Zalo"),
    "zalo_consent.end": _l("Kết thúc cấp quyền Zalo"),
    "zalo_token.change": _l("Yêu cầu đổi mã Zalo"),
    "counter.check": _l("Kiểm tra số điện thoại tại quầy"),
    "counter.consent": _l("Ghi nhận đồng ý tại quầy"),
    "counter.test": _l("Gửi tin thử tại quầy"),
    "counter.verify": _l("Xác nhận số điện thoại tại quầy"),
    "dossier.view": _l("Xem hồ sơ"),
    "message.view": _l("Xem lịch sử một tin"),
    "unreached.number": _l("Mở số điện thoại để gọi"),
    "unreached.list": _l("Tải danh sách gọi"),
    "unreached.call": _l("Ghi cuộc gọi"),
    "unreached.mend": _l("Sửa số điện thoại"),
    "unreached.again": _l("Gửi lại một tin"),
    "unreached.give_up": _l("Thôi liên hệ"),
}
