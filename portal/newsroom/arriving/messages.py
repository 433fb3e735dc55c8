"""The words of moving in: stages, what becomes of an entry and why, what is lost on the way."""

from portal.newsroom.arriving.models import Fate, Sort, Stage

STAGES = {
    Stage.WAITING: ("Chờ đọc tệp", "waiting", "clock"),
    Stage.CHECKING: ("Đang kiểm tra ảnh và liên kết", "progress", "search"),
    Stage.LOOKED: ("Đã xem thử, chưa đưa vào", "waiting", "alert-circle"),
    Stage.BRINGING: ("Đang đưa vào bản nháp", "progress", "clock"),
    Stage.DONE: ("Đã đưa vào bản nháp", "done", "check"),
    Stage.UNDOING: ("Đang hoàn tác", "progress", "clock"),
    Stage.UNDONE: ("Đã hoàn tác", "neutral", "check"),
    Stage.REFUSED: ("Không đọc được", "stopped", "alert-circle"),
    Stage.DROPPED: ("Đã bỏ", "neutral", "info"),
}
FATES = {
    Fate.COMES: "Sẽ vào",
    Fate.KNOWN: "Đã có",
    Fate.SKIPPED: "Bỏ qua",
    Fate.CAME: "Đã vào",
    Fate.FAILED: "Lỗi",
    Fate.UNDONE: "Đã hoàn tác",
    Fate.STAYED: "Giữ lại",
}
SORTS = {Sort.IMAGE: "Ảnh", Sort.PAPER: "Tệp đính kèm", Sort.LINK: "Liên kết"}
WHY = {
    "same": "Đã đưa vào trước đây",
    "changed": "Đã đưa vào trước đây; bản ở trang cũ nay đã khác",
    "type": "Không phải bài viết hay trang",
    "unpublished": "Ở trang cũ chưa đăng, hoặc chỉ đăng riêng",
    "protected": "Ở trang cũ có mật khẩu",
    "no_title": "Không có tiêu đề",
    "empty": "Không có nội dung",
    "long": "Dài hơn mức một bài được phép",
    "twice": "Lặp lại trong tệp",
    "worker": "Xử lý nhiều lần không xong",
}
BREAKS = {
    "away": "Trang đó không trả lời",
    "barred": "Địa chỉ không được phép gọi",
    "bad_kind": "Không phải ảnh JPEG, PNG, WebP hoặc tệp PDF, DOCX, XLSX",
    "bad_large": "Quá lớn",
    "bad_pixels": "Ảnh quá nhiều điểm",
    "bad_broken": "Tệp hỏng",
    "bad_empty": "Tệp rỗng",
    "bad_macro": "Tệp có macro",
}
PROBLEMS = {
    "empty": "Tệp rỗng.",
    "large": "Tệp lớn hơn {most} MB. Xin xuất từng phần (WordPress: chọn theo năm) rồi nhập lần lượt.",
    "kind": "Đây không phải tệp xuất của WordPress, RSS hay Atom.",
    "doctype": "Tệp có khai báo DOCTYPE nên không được nhận. Xin xuất lại từ WordPress.",
    "broken": "Tệp hỏng ở dòng {line}. Xin xuất lại, hoặc nhờ người quản trị trang cũ.",
    "deep": "Tệp có cấu trúc lạ nên không được nhận.",
    "long": "Có một bài dài bất thường nên tệp không được nhận.",
    "entries": "Tệp có hơn {most} mục. Xin xuất từng phần.",
    "heavy": "Tệp quá nặng, đọc không xong. Xin xuất từng phần.",
    "nothing": "Tệp không có bài nào.",
    "gone": "Tệp không còn trên máy chủ. Xin gửi lại.",
    "barred": "Địa chỉ này không được phép gọi. Cần địa chỉ https trên mạng công cộng.",
    "silent": "Trang đó không trả lời ({said}).",
    "worker": "Đọc nhiều lần không xong. Xin báo người quản trị hệ thống.",
    "https": "Cần địa chỉ bắt đầu bằng https.",
    "address": "Địa chỉ chưa đúng.",
    "neither": "Xin chọn một tệp, hoặc nhập một địa chỉ.",
}


ANSWERED = "Trang trả lời mã {code}"
UNUSABLE = "Không dùng được"
