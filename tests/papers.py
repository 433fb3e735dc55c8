# ruff: noqa: E501 - tables of words
"""Twenty papers of offices, written by us: what they say, and in which word processor each was written."""

from tests.word import Block, Outline, Tailor, expected, google, libre, online, typed, word

POWER: list[Block] = [
    ("h", 1, "Thông báo tạm ngừng cung cấp điện"),
    ("p", "Điện lực An Phú tạm ngừng cung cấp điện để **sửa chữa lưới điện**, thời gian như sau."),
    (
        "t",
        True,
        [
            ["Ngày", "Thời gian", "Khu vực"],
            ["03/12/2026", "7 giờ 30 đến 11 giờ", "Ấp 1, ấp 2"],
            ["04/12/2026", "13 giờ đến 16 giờ", "Khu chợ"],
        ],
    ),
    ("h", 2, "Khách hàng lưu ý"),
    ("ul", ["Tắt thiết bị điện trước giờ ngừng", "Gọi **19001006** khi cần giúp"]),
]
FAIR: list[Block] = [
    ("h", 1, "Ngày hội việc làm năm 2026"),
    ("h", 2, "Thời gian và địa điểm"),
    ("p", "Bắt đầu lúc **8 giờ 00**, thứ Bảy ngày 12/12/2026, tại nhà văn hóa phường Long Hoa."),
    ("h", 2, "Nội dung"),
    (
        "ul",
        [
            ("Tư vấn nghề", ["Lao động phổ thông", "Lao động đi nước ngoài"]),
            "Phỏng vấn tại chỗ",
            ("Hỗ trợ làm hồ sơ", ["Ảnh thẻ"]),
        ],
    ),
    ("h", 3, "Người tham gia mang theo"),
    ("ol", ["Căn cước", "Bản sao bằng cấp", "Đơn xin việc"]),
]
VACCINE: list[Block] = [
    ("h", 2, "Lịch tiêm vắc xin cho trẻ em"),
    ("p", "Trạm y tế phường Bình Minh tiêm cho trẻ từ 2 tháng đến 5 tuổi, mỗi tháng hai đợt."),
    (
        "ol",
        [
            "Đến trạm đúng giờ hẹn",
            ("Mang theo giấy tờ", ["Sổ tiêm chủng", "Giấy khai sinh"]),
            "Ở lại theo dõi 30 phút",
        ],
    ),
    ("t", True, [["Loại vắc xin", "Tuổi"], ["Sởi", "9 tháng"], ["Viêm não Nhật Bản", "12 tháng"]]),
]
POLICY: list[Block] = [
    ("h", 1, "Hỗ trợ học phí năm học 2026 - 2027"),
    ("p", "Theo Nghị quyết số 12/2026/NQ-HĐND ngày 20/7/2026, học sinh được hỗ trợ học phí như sau."),
    ("h", 2, "Mức hỗ trợ"),
    (
        "t",
        True,
        [
            ["Cấp học", "Mức mỗi tháng", "Số tháng"],
            ["Mầm non", "100.000 đồng", "9"],
            ["Trung học cơ sở", "120.000 đồng", "9"],
        ],
    ),
    ("h", 2, "Cách nhận"),
    ("ol", ["Nộp đơn tại trường", "Trường lập danh sách", "Nhận tiền qua tài khoản"]),
    ("h", 3, "Khi có vướng mắc"),
    ("ul", ["Gọi Sở Giáo dục và Đào tạo", "Gửi phản ánh qua trang này"]),
]
ROAD: list[Block] = [
    ("h", 2, "Cấm đường tạm thời đường 30 tháng 4"),
    ("p", "Từ 22 giờ ngày 05/12/2026 đến 5 giờ ngày 06/12/2026, xe tải trên 5 tấn đi đường vành đai."),
    (
        "ul",
        [
            "Xe buýt đổi sang đường Cách Mạng Tháng Tám",
            "Xe cứu thương và xe chữa cháy được đi",
            "Người dân trong khu vực xuất trình căn cước",
        ],
    ),
]
PLAN: list[Block] = [
    ("h", 1, "I. MỤC ĐÍCH, YÊU CẦU"),
    ("p", "Nâng cao ý thức phòng cháy của người dân trên địa bàn xã."),
    (
        "ul",
        [
            "Mỗi hộ có một bình chữa cháy",
            ("Mỗi ấp có một đội", ["Đội có từ 5 người", "Tập luyện mỗi quý"]),
            "Kiểm tra hai lần một năm",
        ],
    ),
    ("h", 1, "II. TỔ CHỨC THỰC HIỆN"),
    ("p", "Công an xã chủ trì, các ấp phối hợp."),
    (
        "t",
        True,
        [
            ["Việc", "Ai làm", "Xong trước"],
            ["Tập huấn", "Công an xã", "15/01/2027"],
            ["Kiểm tra chợ", "Ban quản lý chợ", "20/01/2027"],
        ],
    ),
]
RULES: list[Block] = [
    ("h", 1, "Điều 1. Phạm vi áp dụng"),
    ("p", "Quy chế này áp dụng cho người đến làm việc tại trung tâm."),
    ("h", 1, "Điều 2. Giờ làm việc"),
    ("ul", ["Buổi sáng từ 7 giờ 30 đến 11 giờ 30", "Buổi chiều từ 13 giờ 30 đến 17 giờ"]),
    ("h", 1, "Điều 3. Trách nhiệm"),
    ("p", "Cán bộ trực hướng dẫn người dân lấy số và chờ đến lượt."),
]
FLOOD: list[Block] = [
    ("h", 1, "Cảnh báo triều cường"),
    ("p", "Mực nước sông Vàm Cỏ Đông lên mức **báo động 2** vào chiều ngày 24/11/2026."),
    ("t", False, [["Trạm Gò Dầu Hạ", "1,25 m"], ["Trạm Cần Đăng", "7,90 m"]]),
    ("ul", ["Kê cao đồ đạc", "Không cho trẻ em ra gần sông", "Gọi **112** khi nguy hiểm"]),
]

WORN: list[tuple[str, Tailor, list[Block]]] = [
    ("power in word", word, POWER), ("fair in word", word, FAIR), ("vaccine in word", word, VACCINE), ("policy in word", word, POLICY),
    ("road in word", word, ROAD), ("flood in word", word, FLOOD), ("power on the web", online, POWER), ("fair on the web", online, FAIR),
    ("policy on the web", online, POLICY), ("flood on the web", online, FLOOD), ("fair in libreoffice", libre, FAIR),
    ("vaccine in libreoffice", libre, VACCINE), ("policy in libreoffice", libre, POLICY), ("road in libreoffice", libre, ROAD),
    ("power in google docs", google, POWER), ("fair in google docs", google, FAIR), ("vaccine in google docs", google, VACCINE),
    ("plan typed", typed, PLAN), ("rules typed", typed, RULES), ("road in google docs", google, ROAD),
]  # fmt: skip


def papers() -> list[tuple[str, str, Outline]]:
    """Every document: its name, what the clipboard holds, what must be left of it."""
    return [(name, dress(blocks), expected(blocks)) for name, dress, blocks in WORN]
