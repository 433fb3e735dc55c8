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
    "broken": "Tệp này bị hỏng, không đọc được.",
    "locked": "Tệp này có mật khẩu. Xin bỏ mật khẩu rồi gửi lại.",
    "macro": "Tệp này có chương trình kèm theo (macro). Xin lưu lại dạng không có macro.",
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
