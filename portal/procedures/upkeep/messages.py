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
PROBLEMS = {
    "json": "Tệp JSON không đúng dạng: cần danh mục của cổng hoặc kết quả dịch vụ LayThuTuc.",
    "empty": "Tệp trống.",
    "large": "Tệp quá lớn.",
    "kind": "Tệp không phải JSON, CSV hay XLSX.",
    "encoding": "Bảng mã của tệp không phải UTF-8. Xin lưu lại dạng “CSV UTF-8” hoặc “.xlsx”.",
    "letters": "Chữ trong tệp không phải Unicode. Xin chuyển mã rồi tải lên lại.",
    "no_header": "Không thấy dòng tiêu đề có cột mã và cột tên thủ tục.",
    "header_only": "Tệp chỉ có dòng tiêu đề.",
    "twins": "Hai cột mang cùng một tên. Xin bỏ bớt một cột.",
    "formula": "Tệp có công thức. Xin dán lại dạng giá trị rồi tải lên.",
    "rows": "Tệp có quá nhiều dòng.",
    "columns": "Tệp có quá nhiều cột.",
    "unpacked": "Nội dung bung ra quá lớn nên không đọc, để bảo vệ máy chủ.",
    "heavy": "Tệp quá nặng để đọc an toàn.",
    "old_office": "Tệp Excel đời cũ hoặc có mật khẩu. Xin lưu lại dạng .xlsx.",
    "gone": "Tệp không còn ở máy chủ. Xin tải lên lại.",
}
BROKEN = "Tệp bị hỏng, không đọc được."
TASKS = {
    "journey": "Việc theo bước có thủ tục này",
    "text": "Bản tóm tắt bằng lời của tỉnh",
    "aliases": "Tên thường gọi dùng khi tìm",
    "top": "Nằm trong danh sách nhiều người cần",
    "news": "Bài viết nhắc tới mã này",
}
