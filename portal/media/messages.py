"""What the desk is told of a picture or paper that was not taken."""

COMPLAINTS = {
    "none": "Xin chọn một tệp.",
    "empty": "Tệp này trống.",
    "large": "Tệp này lớn hơn 20 MB. Xin gửi tệp nhỏ hơn.",
    "kind": "Tệp này không phải ảnh JPEG, PNG hoặc WebP.",
    "pixels": "Ảnh này có quá nhiều điểm ảnh. Xin thu nhỏ ảnh rồi gửi lại.",
    "broken": "Ảnh này bị hỏng, không đọc được.",
    "room": "Hệ thống tạm hết chỗ giữ tệp. Xin thử lại sau, hoặc báo quản trị.",
}
PAPER_COMPLAINTS = {
    "kind": "Tệp này không phải PDF, DOCX hoặc XLSX.",
    "old_office": "Tệp này theo dạng cũ (.doc, .xls). Xin lưu lại thành .docx hoặc .xlsx.",
    "old_word": "Đây là tệp Word dạng cũ (.doc). Xin mở bằng Word, chọn Save As .docx, rồi gửi lại.",
    "old_excel": "Đây là tệp Excel dạng cũ (.xls). Xin mở bằng Excel, chọn Save As .xlsx, rồi gửi lại.",
    "slides": "Đây là tệp trình chiếu (PowerPoint). Xin xuất thành PDF rồi gửi lại.",
    "open_office": "Đây là tệp OpenDocument (.odt, .ods). Xin lưu lại thành .docx, .xlsx hoặc PDF.",
    "rtf": "Đây là tệp RTF. Xin mở bằng Word, lưu lại thành .docx, rồi gửi lại.",
    "zip": "Đây là tệp nén (.zip, .rar). Xin giải nén rồi gửi từng tệp PDF, DOCX hoặc XLSX.",
    "broken": "Tệp này bị hỏng, không đọc được.",
    "locked": "Tệp này có mật khẩu. Xin bỏ mật khẩu rồi gửi lại.",
    "macro": "Tệp này có macro (.docm, .xlsm). Xin lưu lại thành .docx, .xlsx hoặc PDF rồi gửi lại.",
    "heavy": "Tệp này quá nặng để đọc. Xin chia nhỏ hoặc xuất lại.",
    "unpacked": "Tệp này quá nặng để đọc. Xin chia nhỏ hoặc xuất lại.",
}
AGAIN = "Xin chọn lại tệp: trình duyệt không giữ tệp khi có mục cần sửa."


def complaint(word: str) -> str:
    """The sentence for a word of core.images."""
    return COMPLAINTS.get(word, COMPLAINTS["broken"])


def paper_complaint(word: str) -> str:
    """The sentence for a word of core.attachments."""
    return PAPER_COMPLAINTS.get(word) or complaint(word)
