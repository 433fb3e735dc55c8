"""What the desk is told of a picture or paper that was not taken."""

COMPLAINTS = {
    "none": "Xin chọn một tệp.",
    "empty": "Tệp này trống.",
    "large": "Tệp này lớn hơn 20 MB. Xin gửi tệp nhỏ hơn.",
    "kind": "Tệp này không phải ảnh JPEG, PNG hoặc WebP.",
    "pixels": "Ảnh này có quá nhiều điểm ảnh. Xin thu nhỏ ảnh rồi gửi lại.",
    "broken": "Ảnh này bị hỏng, không đọc được.",
}
AGAIN = "Xin chọn lại tệp ảnh: trình duyệt không giữ tệp khi có mục cần sửa."


def complaint(word: str) -> str:
    """The sentence for a word of core.images."""
    return COMPLAINTS.get(word, COMPLAINTS["broken"])
