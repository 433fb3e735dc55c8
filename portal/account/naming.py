"""What abilities, quotas, sources and states of the account are called on the desk's pages."""

from flask_babel import lazy_gettext as _l

from portal.zalo.codes import Host
from portal.zalo.oa.models import Ability

ABILITIES = {
    Ability.SEND_V3: _l("Gửi tin cho từng người (địa chỉ bản 3)"),
    Ability.SEND_V2: _l("Gửi tin cho từng người (địa chỉ bản 2)"),
    Ability.USERS_V3: _l("Đọc danh sách người quan tâm (bản 3)"),
    Ability.USERS_V2: _l("Đọc danh sách người quan tâm (bản 2)"),
    Ability.QUOTA_V3: _l("Đọc hạn mức tin (bản 3)"),
    Ability.QUOTA_V2: _l("Đọc hạn mức tin (bản 2)"),
    Ability.ARTICLES: _l("Đăng bài viết"),
    Ability.BROADCAST: _l("Gửi bài viết tới nhiều người"),
    Ability.UPLOAD: _l("Tải ảnh và tệp lên Zalo"),
    Ability.TAGS: _l("Gắn nhãn người quan tâm"),
    Ability.HISTORY: _l("Đọc lại cuộc trò chuyện"),
    Ability.TEMPLATE_UID: _l("Gửi tin theo mẫu cho người dùng Zalo"),
    Ability.ZNS: _l("Gửi tin theo mẫu tới số điện thoại"),
}
KINDS = {2: _l("Doanh nghiệp"), 4: _l("Cơ quan nhà nước")}
QUOTAS = {
    "messages_day": _l("Tin gửi từng người mỗi ngày (tỉnh đặt)"),
    "oa_daily": _l("Hạn mức ngày của trang (Zalo báo)"),
    "cs:sub_quota": _l("Tin tư vấn (theo gói của trang)"),
    "cs:purchase_quota": _l("Tin tư vấn (mua thêm)"),
    "cs:reward_quota": _l("Tin tư vấn (được tặng)"),
    "zns_day": _l("Tin theo mẫu mỗi ngày"),
    "zns_month_promotion": _l("Tin chăm sóc theo mẫu mỗi tháng"),
}
SOURCES = {"read": _l("Đọc từ Zalo"), "event": _l("Zalo báo"), "operator": _l("Quản trị đặt")}
TEMPLATE_STATES = {
    "ENABLE": _l("Đang dùng"),
    "PENDING_REVIEW": _l("Chờ Zalo duyệt"),
    "REJECT": _l("Bị từ chối"),
    "DISABLE": _l("Bị khóa"),
    "DELETE": _l("Đã xóa"),
}
QUALITIES = {"HIGH": _l("Cao"), "MEDIUM": _l("Trung bình"), "LOW": _l("Thấp"), "UNDEFINED": _l("Chưa xếp")}
HOSTS = {
    Host.OA: _l("Trang Zalo"),
    Host.BUSINESS: _l("Tin theo mẫu"),
    Host.OAUTH: _l("Cấp quyền"),
    Host.SOCIAL: _l("Đăng nhập của người dân"),
}
