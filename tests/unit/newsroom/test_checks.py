# ruff: noqa: E501 - whole sentences
"""What the checks say: measured on seeded faults, on clean notices, and on examples shaped like those of the ACT rules."""

import pytest

from portal.newsroom.checking.checks import Barrier, barring, findings
from portal.newsroom.checking.findings import Fault
from tests.notices import faulty, notices

GOOD = "<p>Chữ thường.</p>"
ACT: list[tuple[str, bool, str]] = [
    # images (ACT 23a2a8, qt1vmo, e88epe): wrong?, example
    ("image", False, '<img src="/media/a/1.webp" alt="Người dân lấy số ở quầy một cửa">'),
    ("image", False, '<img src="/media/a/1.webp" alt="">'),
    ("image", True, '<img src="/media/a/1.webp">'),
    ("image", True, '<p>Ảnh <img src="/media/a/lich.png"></p>'),
    ("image", True, '<img src="/media/a/1.webp" alt="IMG_2041.jpg">'),
    ("image", True, '<img src="/media/a/1.webp" alt="DSC 0012">'),
    ("image", True, '<img src="/media/a/w3c.png" alt="w3c.png">'),
    ("image", True, '<img src="/media/a/1.webp" alt="-">'),
    ("image", False, '<a href="/thu-tuc/"><img src="/media/a/1.webp" alt="Danh sách thủ tục"></a>'),
    ("image", True, '<a href="/thu-tuc/"><img src="/media/a/1.webp" alt=""></a>'),
    # links (c487ae, 5effbb, b20e66)
    ("link", False, '<p>Xem <a href="/thu-tuc/">danh sách thủ tục</a></p>'),
    ("link", True, '<p><a href="/thu-tuc/"></a>Chữ</p>'),
    ("link", True, '<p><a href="/thu-tuc/"> </a>Chữ</p>'),
    ("link", True, '<p><a href="https://a.vn"><img src="/media/a/1.webp" alt=""></a></p>'),
    ("link", True, '<p>Xem <a href="/thu-tuc/">tại đây</a></p>'),
    ("link", True, '<p><a href="/thu-tuc/">Xem thêm</a></p>'),
    ("link", True, '<p><a href="/a/">Click vào đây</a></p>'),
    ("link", True, '<p><a href="https://tayninh.gov.vn/tin-tuc/chi-tiet/12345678">https://tayninh.gov.vn/tin-tuc/chi-tiet/12345678</a></p>'),
    ("link", False, '<p><a href="https://a.vn">Cổng dịch vụ công</a> và <a href="https://a.vn">Cổng dịch vụ công</a></p>'),
    ("link", True, '<p><a href="https://a.vn">Mẫu đơn</a> và <a href="https://b.vn">Mẫu đơn</a></p>'),
    ("link", False, '<p><a href="tel:1022">Gọi 1022</a></p>'),
    ("link", True, '<p><a href="/a/">»</a></p>'),
    ("link", False, '<p><a href="/a/"><img src="/media/a/1.webp" alt="Bản đồ"></a></p>'),
    # headings (ffd0e9, b49b2e, G141)
    ("heading", False, "<h2>Một</h2><p>a</p><h3>Hai</h3>"),
    ("heading", True, "<h2></h2><p>a</p>"),
    ("heading", True, "<h2> </h2><p>a</p>"),
    ("heading", False, '<h2><img src="/media/a/1.webp" alt="Lịch tiêm"></h2>'),
    ("heading", True, '<h2><img src="/media/a/1.webp" alt=""></h2>'),
    ("heading", True, "<h2>Một</h2><h4>Ba</h4>"),
    ("heading", True, "<h3>Bắt đầu từ ba</h3>"),
    ("heading", False, "<h2>Một</h2><h3>Hai</h3><h2>Lại một</h2>"),
    ("heading", False, "<h2>Một</h2><h3>Hai</h3><h4>Ba</h4><h2>Bốn</h2>"),
    ("heading", True, "<p><strong>Đối tượng được hưởng</strong></p><p>a</p>"),
    ("heading", False, "<p><strong>Chú ý:</strong> mang theo căn cước</p>"),
    # tables (d0f69e, a25f45)
    ("table", False, "<table><tbody><tr><th>Ngày</th><th>Giờ</th></tr><tr><td>1</td><td>7</td></tr></tbody></table>"),
    ("table", True, "<table><tbody><tr><td>Ngày</td><td>Giờ</td></tr><tr><td>1</td><td>7</td></tr></tbody></table>"),
    ("table", True, "<table><tbody><tr><th></th><th></th></tr><tr><td>1</td><td>7</td></tr></tbody></table>"),
    ("table", True, "<table><tbody><tr><th>Ngày</th><th>Giờ</th></tr></tbody></table>"),
    ("table", False, "<table><tbody><tr><th></th><th>Sáng</th></tr><tr><th>Thứ Hai</th><td>7</td></tr></tbody></table>"),
    ("table", False, "<table><tbody><tr><th>Cơ quan</th><td>Sở Y tế</td></tr><tr><th>Điện thoại</th><td>1022</td></tr></tbody></table>"),
    ("table", True, "<table><tbody><tr><th>Ngày</th><th> </th></tr><tr><td>1</td><td>7</td></tr></tbody></table>"),
    # language (of parts)
    ("language", False, "<p>Người dân mang theo căn cước khi đến làm việc tại trung tâm.</p>"),
    ("language", True, "<p>Please bring your identity card and the receipt when you come back</p>"),
    ("language", True, "<p>Nguoi dan mang theo can cuoc khi den lam viec tai trung tam</p>"),
]  # fmt: skip


def test_seeded_faults_are_flagged_and_clean_notices_are_left_alone() -> None:
    clean = notices()
    seeded = faulty()
    assert (len(clean), len(seeded)) == (50, 300)
    missed = [
        (fault, text)
        for fault, text in seeded
        if fault not in {one.fault for one in findings("announcement", "Thông báo", "", text)}
    ]
    false = [(one, text) for text in clean for one in findings("announcement", "Thông báo", "", text)]
    assert len(missed) <= 0.02 * len(seeded), missed[:3]
    assert len(false) < 0.05 * len(clean), false[:3]


def test_the_checks_agree_with_examples_of_the_act_rules() -> None:
    wrong = []
    for kind, is_bad, html in ACT:
        found = [
            one.fault
            for one in findings("guide", "Hướng dẫn", "", GOOD + html if "h3>Bắt" not in html else html)
        ]
        told = any(
            fault.value.startswith((kind, "shouting" if kind == "language" else kind)) for fault in found
        )
        if told is not is_bad:
            wrong.append((kind, is_bad, html, found))
    assert len(wrong) <= 0.1 * len(ACT), wrong


def test_only_errors_bar_unless_everything_is_to() -> None:
    found = findings(
        "guide",
        "Hướng dẫn",
        "",
        '<img src="/media/a/1.webp"><p>Xem <a href="/a/">tại đây</a></p>',
        frozenset({"/a/"}),
    )
    assert [one.fault for one in barring(found, Barrier.ERRORS)] == [
        Fault.IMAGE_WITHOUT_ALT,
        Fault.LINK_BROKEN,
    ]
    assert len(barring(found, Barrier.ALL)) == 3
    assert barring(found, Barrier.NONE) == []


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Bảo hiểm xã hội (BHXH) tỉnh. BHXH trả lời.", False), ("BHXH tỉnh trả lời.", True), ("Theo Nghị quyết 12/2026/NQ-HĐND.", False),
        ("Chương XIV, mục IV", False), ("KẾ HOẠCH PHÒNG CHÁY CHỮA CHÁY NĂM NAY", False), ("Gửi qua QR hoặc SMS", False),
        ("UBND xã (Ủy ban nhân dân xã) họp", False), ("Ủy ban nhân dân xã họp. UBND trả lời.", False),
    ],
)  # fmt: skip
def test_a_short_form_is_told_unless_it_is_explained(text: str, is_told: bool) -> None:
    found = [one.fault for one in findings("guide", "Hướng dẫn", "", f"<p>{text}</p>")]
    assert (Fault.SHORT_FORM in found) is is_told


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Hội chợ mở tại nhà văn hóa ấp Trường Lưu.", True), ("Phòng chống dịch: phun thuốc quanh trường tiểu học.", True),
        ("Ban ngày cấm xe qua cầu.", True), ("Nơi tiêm: bệnh viện đa khoa.", True), ("Đoàn viên, hội viên cùng dọn rác ở chợ.", True),
        ("Thư viện tỉnh đóng cửa để kiểm kê.", False), ("Trường tiểu học Long Hoa tuyển sinh.", False), ("Hội Nông dân xã mời họp.", False),
        ("Nộp tại Trung tâm Phục vụ hành chính công.", False), ("Phòng Văn hóa nhận hồ sơ.", False), ("Đội Cảnh sát giao thông hướng dẫn.", False),
        ("Người bệnh đến Bệnh viện Y học cổ truyền, bệnh viện trả lời trong ngày.", False),
    ],
)  # fmt: skip
def test_who_speaks_is_told_from_where_it_happens(text: str, is_told: bool) -> None:
    found = [one.fault for one in findings("announcement", "Thông báo", "", f"<p>{text}</p>")]
    assert (Fault.NO_OFFICE in found) is is_told
