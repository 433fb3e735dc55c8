"""The inbox's words: states, deeds, ways out, and what may still be said to somebody."""

from portal.inbox.models import Deed, ItemState
from portal.inbox.window import Open

STATES = {
    ItemState.WAITING: "Chưa ai nhận",
    ItemState.TAKEN: "Đang xử lý",
    ItemState.PAUSED: "Chờ người dân",
    ItemState.CLOSED: "Đã xong",
}
TONES = {
    ItemState.WAITING: ("waiting", "clock"),
    ItemState.TAKEN: ("progress", "message-circle"),
    ItemState.PAUSED: ("neutral", "pause"),
    ItemState.CLOSED: ("done", "check"),
}
DEEDS = {
    Deed.OPENED: "Vào hộp việc",
    Deed.REOPENED: "Mở lại",
    Deed.ASSIGNED: "Giao cho",
    Deed.RELEASED: "Trả lại để ai cũng nhận được",
    Deed.HANDED_OVER: "Chuyển cho",
    Deed.MOVED: "Tự chuyển vì người nhận vắng mặt",
    Deed.PAUSED: "Chờ người dân",
    Deed.RESUMED: "Người dân đã nhắn lại",
    Deed.NOTED: "Ghi chú nội bộ",
    Deed.ANSWERED: "Trả lời người dân",
    Deed.CANCELLED: "Thu lại câu trả lời chưa gửi",
    Deed.CLOSED: "Kết thúc",
}
WHY = {
    "done": "Đã xử lý xong",
    "officer": "Cán bộ kết thúc",
    "citizen": "Người dân thôi chờ",
    "silence": "Im lặng quá lâu",
    "gone": "Không còn nữa",
}
WINDOWS = {
    Open.FREE: "Trả lời được, miễn phí",
    Open.CHARGED: "Trả lời được, tính vào gói tin của trang Zalo",
    Open.TEMPLATE: "Chỉ gửi được tin theo mẫu, có trả phí",
    Open.SHUT: "Không gửi được tin cho người này nữa",
    Open.STRANGER: "Người này chưa từng nhắn cho trang Zalo",
}
WINDOW_TODO = {
    Open.FREE: "Zalo cho trả lời miễn phí trong 48 giờ từ lần nhắn cuối của người dân.",
    Open.CHARGED: "Đã quá 48 giờ từ lần nhắn cuối; Zalo còn nhận tin nhưng tính vào gói tin.",
    Open.TEMPLATE: "Đã quá 7 ngày từ lần nhắn cuối; câu trả lời đi bằng tin theo mẫu và có thể bị cắt ngắn.",
    Open.SHUT: "Đã quá 7 ngày từ lần nhắn cuối. Xin gọi điện, hoặc chờ người dân nhắn lại.",
    Open.STRANGER: "Xin gọi điện hoặc trả lời theo cách người dân đã để lại.",
}
HOLES = {
    "ten": "tên người dân trên Zalo",
    "ma": "mã hồ sơ trong cuộc trao đổi",
    "co_quan": "cơ quan đang xử lý việc",
    "can_bo": "tên cán bộ trả lời",
    "tong_dai": "số tổng đài của tỉnh",
    "gio": "giờ làm việc",
}
FILES = {
    "image": "Ảnh",
    "gif": "Ảnh động",
    "audio": "Tin thoại",
    "video": "Video",
    "file": "Tệp",
    "location": "Vị trí",
    "sticker": "Nhãn dán",
    "link": "Liên kết",
}
TALK = "Cần gặp cán bộ trên Zalo"
KINDS = {"talk": "Gặp cán bộ", "unreached": "Chưa báo được", "rating": "Đánh giá thấp"}
