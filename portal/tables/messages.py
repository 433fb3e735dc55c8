"""What officers are told about files, rows and columns. Plain Vietnamese; pages translate it by `said`."""

from portal.tables.columns import Role
from portal.tables.models import State

# Why a file is not taken as a whole, besides what `sheet_words` tells of any. Nothing of it was imported.
PROBLEMS: dict[str, str] = {
    "nameless": "Cột %(column)s có dữ liệu nhưng không có tên ở dòng tiêu đề. Xin đặt tên cho cột.",
    "no_good_rows": "Không có dòng nào dùng được. Xin xem các dòng lỗi bên dưới và chọn lại cột.",
    "worker": (
        "Việc đọc tệp đã dừng giữa chừng nhiều lần. Xin tải lên lại; nếu vẫn vậy, xin báo người vận hành."
    ),
}
# Why one row is not taken.
FAULTS: dict[str, str] = {
    "extra": "Dòng có nhiều ô hơn số cột của bảng",
    "error": "Ô báo lỗi của bảng tính",
    "long": "Ô dài hơn 1.000 ký tự",
    "nothing": "Không có gì ở các cột dùng để tìm, nên không ai tìm ra dòng này",
    "no_key": "Thiếu khóa tra cứu",
    "digits": "Khóa tra cứu không đủ số chữ số",
    "twice": "Khóa tra cứu trùng với một dòng ở trên",
    "day": "Không phải ngày (cần dạng ngày/tháng/năm)",
    "number": "Không có chữ số nào",
    "amount": "Không phải số",
}
ROLES: dict[str, str] = {
    "": "Không dùng",
    Role.SHOWN: "Chỉ hiện ra",
    Role.AMOUNT: "Số tiền, số lượng (hiện ra)",
    Role.TEXT: "Tìm theo chữ",
    Role.PLACE: "Xã, phường (chọn để lọc)",
    Role.DAY: "Ngày (chọn để lọc)",
    Role.NUMBER: "Số hiệu (tìm đúng số)",
    Role.EXACT: "Khóa tra chính xác (như số báo danh)",
}
STATES: dict[State, tuple[str, str, str]] = {
    State.ARRIVED: ("Đang xem tệp", "progress", "loader"),
    State.REFUSED: ("Không nhận", "stopped", "x-circle"),
    State.LOOKED: ("Chờ chọn cột", "waiting", "alert-circle"),
    State.IMPORTING: ("Đang nhập", "progress", "loader"),
    State.READY: ("Sẵn sàng đưa lên", "waiting", "check"),
    State.PLANNED: ("Chờ tới ngày hiệu lực", "waiting", "calendar"),
    State.LIVE: ("Đang dùng", "done", "check-circle"),
    State.REPLACED: ("Đã được thay", "neutral", "clock"),
    State.UNDONE: ("Đã hoàn tác", "neutral", "undo"),
    State.DROPPED: ("Đã bỏ", "neutral", "x-circle"),
}
