"""What the desk of the catalogue says of files and tasks."""

from portal.procedures.upkeep.models import ImportState

STATES = {
    ImportState.WAITING: ("Đang chờ đọc", "progress", "clock"),
    ImportState.READING: ("Đang so với bản hiện hành", "progress", "loader"),
    ImportState.READY: ("Chờ xem và áp dụng", "waiting", "alert-circle"),
    ImportState.APPLYING: ("Đang áp dụng", "progress", "loader"),
    ImportState.APPLIED: ("Đã áp dụng", "done", "check"),
    ImportState.UNDOING: ("Đang hoàn tác", "progress", "loader"),
    ImportState.UNDONE: ("Đã hoàn tác", "neutral", "undo"),
    ImportState.DROPPED: ("Đã bỏ", "stopped", "x-circle"),
    ImportState.FAILED: ("Không đọc được", "stopped", "x-circle"),
}
# Besides what `sheet_words` tells of any table.
PROBLEMS = {
    "json": "Tệp JSON không đúng dạng: cần danh mục của cổng hoặc kết quả dịch vụ LayThuTuc.",
    "kind": "Tệp không phải JSON, CSV hay XLSX.",
    "no_header": "Không thấy dòng tiêu đề có cột mã và cột tên thủ tục.",
}
TASKS = {
    "journey": "Việc theo bước có thủ tục này",
    "text": "Bản tóm tắt bằng lời của tỉnh",
    "aliases": "Tên thường gọi dùng khi tìm",
    "top": "Nằm trong danh sách nhiều người cần",
    "news": "Bài viết nhắc tới mã này",
}
