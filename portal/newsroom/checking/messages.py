"""What each fault means, in the words a writer reads: what is wrong, and what to do about it."""

from portal.newsroom.checking.findings import Fault

WORDS: dict[Fault, str] = {
    Fault.IMAGE_WITHOUT_ALT: "Ảnh chưa có mô tả. Viết một câu ngắn, hoặc đánh dấu ảnh chỉ để trang trí.",
    Fault.IMAGE_WITH_FILE_NAME: "Mô tả ảnh là tên tệp. Viết lại bằng một câu nói ảnh cho thấy gì.",
    Fault.IMAGE_ALT_LONG: "Mô tả ảnh quá dài. Để một câu ngắn, phần còn lại viết vào bài.",
    Fault.HEADING_EMPTY: "Có đề mục trống. Viết chữ vào hoặc xóa đi.",
    Fault.HEADING_SKIPS: "Đề mục nhảy cấp. Dùng “Đề mục” trước, rồi mới tới “Đề mục nhỏ”.",
    Fault.HEADING_FAKED: "Dòng in đậm này giống đề mục. Chọn kiểu “Đề mục” cho ai nghe trang cũng tìm được.",
    Fault.LINK_EMPTY: "Liên kết không có chữ. Viết nơi liên kết dẫn tới.",
    Fault.LINK_VAGUE: "Chữ của liên kết không nói dẫn tới đâu. Thay bằng tên trang sẽ mở.",
    Fault.LINK_SAME_WORDS: "Hai liên kết cùng chữ mà dẫn tới hai nơi. Viết cho khác nhau.",
    Fault.LINK_BROKEN: "Liên kết hỏng: trang đó không còn trả lời.",
    Fault.TABLE_WITHOUT_HEAD: "Bảng chưa có hàng tiêu đề. Đặt con trỏ vào bảng, chọn “Hàng đầu là tiêu đề”.",
    Fault.TABLE_HEAD_EMPTY: "Bảng có ô tiêu đề trống hoặc chỉ có tiêu đề. Điền cho đủ.",
    Fault.LANGUAGE: "Đoạn này không có dấu tiếng Việt. Viết lại có dấu, hoặc dịch sang tiếng Việt.",
    Fault.SHOUTING: "Cả đoạn viết hoa, khó đọc. Viết thường lại.",
    Fault.SENTENCE_LONG: "Câu quá dài. Tách thành hai, ba câu ngắn.",
    Fault.SHORT_FORM: "Chữ viết tắt chưa giải thích. Viết đủ ở lần đầu, ví dụ “Bảo hiểm xã hội (BHXH)”.",
    Fault.NO_OFFICE: "Chưa nói cơ quan nào thông báo hoặc giải quyết.",
    Fault.NO_HOURS: "Chưa nói mấy giờ. Ví dụ: từ 7 giờ 30 đến 11 giờ.",
    Fault.NO_DATE: "Chưa nói ngày nào. Viết đủ ngày tháng năm, ví dụ 03/12/2026.",
    Fault.NO_PHONE: "Chưa có số điện thoại để hỏi.",
}
