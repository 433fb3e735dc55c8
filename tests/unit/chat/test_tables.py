"""Look-up tables from the chat: a table's word and what follows it; keys within the limits."""

from collections.abc import Callable

from portal.core import settings
from tests.tables import make_live, make_table
from tests.unit.chat.conftest import Answer

Write = Callable[..., Answer]


def test_the_word_of_a_table_is_answered_with_its_rows(write: Write) -> None:
    make_table("power_cut")  # has no rows yet: nobody can ask it
    make_live()
    answer = write("gia dat nguyễn huệ")
    lines = answer.text.splitlines()
    assert lines[0] == "Kết quả tra Bảng giá đất:"
    assert {"Tên đường: Đường Nguyễn Huệ", "VT1: 16.200.000"} <= set(lines)
    assert lines[-1] == "Thông tin tham khảo (Số mẫu 01/QĐ-UBND, hiệu lực từ 01/01/2026)."
    assert [link.partition("//")[2].partition("/")[2] for link in answer.links] == ["tra-cuu/bang-gia-dat/"]
    many = write("Giá đất đường")
    assert ("Còn 4 dòng khác" in many.text, many.text.count("Tên đường:")) == (True, 3)
    assert "Chưa tìm thấy" in write("giá đất xyz khong co").text
    assert "Kết quả" not in write("cúp điện long an").text


def test_a_key_is_asked_whole_and_not_too_often(write: Write) -> None:
    make_live("exam_score")
    assert "Toán: 8.25" in write("Điểm thi 49000001").text  # eight digits are no identity number here
    assert "Chưa tìm thấy" in write("điểm thi 49999999").text
    assert "số báo danh" in write("diem thi").text
    asked = [write("điểm thi 49000002").text for _ in range(settings.get().lookups_per_browser - 2)]
    assert "Toán" in asked[0]
    assert "Toán" not in asked[-1]
