"""What officers are told about a spreadsheet that is not taken. Plain Vietnamese; pages use `said`."""

from collections.abc import Mapping
from typing import Any

# Nothing of such a file was imported.
PROBLEMS: dict[str, str] = {
    "empty": "Tệp trống, không có dòng nào.",
    "large": "Tệp lớn hơn %(most)s MB. Xin tách thành nhiều tệp hoặc bớt cột không cần.",
    "gone": "Tệp không còn trên máy chủ. Xin tải lên lại.",
    "kind": (
        "Tệp này không phải CSV hay XLSX. Xin lưu bảng dưới dạng “Excel Workbook (.xlsx)” hoặc “CSV UTF-8”."
    ),
    "page": (
        "Đây là trang web hoặc tệp XML mang tên bảng tính, như nhiều phần mềm vẫn xuất ra. Xin mở bằng "
        "Excel rồi lưu lại dạng “Excel Workbook (.xlsx)”."
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
        "lưu lại: chỉ giá trị được nhận."
    ),
    "no_header": "Không thấy dòng tiêu đề. Dòng đầu của bảng phải là tên các cột.",
    "header_only": "Tệp chỉ có dòng tiêu đề, chưa có dữ liệu.",
    "twins": (
        "Có hai cột cùng tên “%(name)s” (cột %(first)s và cột %(second)s). Xin đổi tên một cột để "
        "biết dữ liệu nào là dữ liệu nào."
    ),
}


def letters(column: int) -> str:
    """A column's letters in a spreadsheet: 1 is A, 28 is AB."""
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def problem(told: Mapping[str, Any], more: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """The sentence for why a file was refused, and what fills it; `more` are a feature's own sentences."""
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
    return {**PROBLEMS, **(more or {})}.get(word, PROBLEMS["broken"]), facts
