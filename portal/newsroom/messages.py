"""The newsroom's words: states, acts, what the public is told."""

from portal.newsroom.models import State

STATES = {
    State.DRAFT: "Bản nháp",
    State.REVIEW: "Chờ duyệt",
    State.APPROVED: "Đã duyệt",
    State.SCHEDULED: "Đã hẹn giờ",
    State.PUBLISHED: "Đã đăng",
    State.EXPIRED: "Hết hiệu lực",
    State.WITHDRAWN: "Đã gỡ",
}
TONES = {
    State.DRAFT: ("neutral", "file-text"),
    State.REVIEW: ("waiting", "alert-circle"),
    State.APPROVED: ("progress", "check"),
    State.SCHEDULED: ("progress", "clock"),
    State.PUBLISHED: ("done", "check"),
    State.EXPIRED: ("neutral", "clock"),
    State.WITHDRAWN: ("stopped", "alert-circle"),
}
ACTS = {
    "saved": "Lưu bản mới",
    "restored": "Khôi phục bản cũ",
    "submitted": "Gửi duyệt",
    "sent_back": "Trả lại để sửa",
    "approved": "Duyệt",
    "bypassed": "Tự duyệt, bỏ qua bước kiểm tra chéo",
    "scheduled": "Hẹn giờ",
    "unscheduled": "Bỏ hẹn giờ",
    "published": "Đăng",
    "undone": "Hoàn tác việc đăng",
    "withdrawn": "Gỡ xuống",
    "extended": "Đổi giờ hết hiệu lực",
    "expired": "Hết hiệu lực",
    "held": "Không đăng theo giờ hẹn",
    "reminded": "Nhắc xem lại",
    "reviewed": "Đã xem lại, vẫn đúng",
    "shared": "Tạo liên kết xem trước",
    "share_ended": "Khóa liên kết xem trước",
    "labelled": "Đổi chủ đề",
    "handed_over": "Chuyển đơn vị",
    "review_moved": "Đổi ngày xem lại",
    "put_back": "Đăng lại bài vừa gỡ",
}
REVIEW = "Bài “{title}” đã đến ngày xem lại {day}. Xin mở bài, sửa chỗ đã cũ hoặc hẹn ngày xem lại mới."
HELD = "Tài khoản của người viết đã bị khóa. Xin một người khác kiểm tra rồi đăng lại."
UNDONE = "Bài này đăng nhầm và đã được gỡ."
MANY = {
    "go": "Gỡ khỏi cổng",
    "chu-de": "Đổi chủ đề",
    "don-vi": "Chuyển sang đơn vị khác",
    "ngay-xem-lai": "Đổi ngày xem lại",
}
MANY_TOLD = {
    "go": "Người dân mở địa chỉ các bài này sẽ đọc được lý do.",
    "chu-de": "Bài đang đăng đổi chủ đề ngay, không phải duyệt lại.",
    "don-vi": "Người của đơn vị mới được sửa các bài này.",
    "ngay-xem-lai": "Để trống nếu không cần nhắc xem lại.",
}
