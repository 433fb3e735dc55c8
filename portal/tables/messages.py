"""What officers are told about files, rows and columns. Plain Vietnamese; pages translate it by `said`."""

from collections.abc import Mapping
from typing import Any

from portal.tables.columns import Role
from portal.tables.models import State

# Why a file is not taken as a whole. Nothing of it was imported.
PROBLEMS: dict[str, str] = {
    "empty": "Tệp trống, không có dòng nào.",
    "large": "Tệp lớn hơn %(most)s MB. Xin tách thành nhiều tệp hoặc bớt cột không cần.",
    "gone": "Tệp không còn trên máy chủ. Xin tải lên lại.",
    "kind": (
        "Tệp này không phải CSV hay XLSX. Xin lưu bảng dưới dạng “Excel Workbook (.xlsx)” hoặc “CSV UTF-8”."
    ),
    "old_office": (
        "Đây là tệp Excel đời cũ (.xls) hoặc tệp có mật khẩu. Xin bỏ mật khẩu và lưu lại dạng “Excel "
        "Workbook (.xlsx)”."
    ),
    "locked": "Tệp có mật khẩu. Xin bỏ mật khẩu rồi tải lên lại.",
    "macro": "Tệp có chứa macro. Xin lưu lại dạng “Excel Workbook (.xlsx)” không có macro.",
    "broken": (
        "Tệp bị hỏng hoặc không phải do chương trình bảng tính ghi ra. Xin mở bằng Excel, lưu lại "
        "rồi tải lên."
    ),
    "no_sheet": "Tệp không có trang tính nào hiện ra.",
    "unpacked": (
        "Nội dung bung ra lớn hơn %(most)s MB nên không đọc, để bảo vệ máy chủ. Xin bớt cột và định "
        "dạng, hoặc lưu dạng “CSV UTF-8”."
    ),
    "heavy": "Tệp quá nặng để đọc an toàn. Xin lưu dạng “CSV UTF-8” hoặc tách nhỏ.",
    "rows": "Tệp có hơn %(most)s dòng. Xin tách thành nhiều bảng.",
    "columns": "Tệp có hơn %(most)s cột. Xin bỏ bớt cột không cần.",
    "long_cell": "Dòng %(line)s có ô dài quá mức. Xin xem lại ô đó.",
    "quotes": "Dòng %(line)s: dấu ngoặc kép không khớp, nên không biết ô kết thúc ở đâu.",
    "encoding": (
        "Bảng mã của tệp không phải UTF-8 (chỗ sai đầu tiên ở dòng %(line)s). Xin lưu lại dạng “CSV "
        "UTF-8” hoặc “.xlsx”."
    ),
    "encoding_seems": (
        "Tệp có vẻ dùng bảng mã %(seems)s, không phải UTF-8 (chỗ sai đầu tiên ở dòng %(line)s). Xin "
        "chuyển sang Unicode rồi lưu dạng “CSV UTF-8” hoặc “.xlsx”."
    ),
    "letters": (
        "Chữ trong tệp có vẻ dùng phông %(seems)s, không phải Unicode, nên người dân sẽ thấy chữ "
        "sai. Xin chuyển mã sang Unicode rồi tải lên lại."
    ),
    "mojibake": (
        "Chữ trong tệp đã bị đọc sai bảng mã từ trước (như “ThuÌ‰ tuÌ£c”, “á»§”). Xin xuất lại tệp "
        "từ nơi có chữ đúng, dạng “CSV UTF-8”."
    ),
    "formula": (
        "Ô %(cell)s chứa công thức. Xin chọn cả bảng, sao chép, rồi “Dán giá trị” (Paste Values) và "
        "lưu lại: trang tra cứu chỉ nhận giá trị."
    ),
    "no_header": "Không thấy dòng tiêu đề. Dòng đầu của bảng phải là tên các cột.",
    "header_only": "Tệp chỉ có dòng tiêu đề, chưa có dữ liệu.",
    "twins": (
        "Có hai cột cùng tên “%(name)s” (cột %(first)s và cột %(second)s). Xin đổi tên một cột để "
        "biết dữ liệu nào là dữ liệu nào."
    ),
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


def letters(column: int) -> str:
    """A column's letters in a spreadsheet: 1 is A, 28 is AB."""
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def problem(told: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The sentence for why a file was refused, and what fills it."""
    word, facts = str(told.get("word", "broken")), dict(told)
    if word == "formula":
        facts["cell"] = f"{letters(int(told.get('column', 1)))}{told.get('line', '')}"
    if word == "encoding" and told.get("seems"):
        word = "encoding_seems"
    if word == "letters" and told.get("seems") == "mojibake":
        word = "mojibake"
    for name in ("first", "second", "column"):
        if isinstance(facts.get(name), int):
            facts[name] = letters(facts[name])
    if isinstance(facts.get("most"), int):
        facts["most"] = f"{facts['most']:,}".replace(",", ".")
    return PROBLEMS.get(word, PROBLEMS["broken"]), facts
