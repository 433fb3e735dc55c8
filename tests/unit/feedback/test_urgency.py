"""Words that bring 113, 114 and 115 to the top."""

import unicodedata

import pytest

from portal.feedback import urgency


@pytest.mark.parametrize(
    "text",
    [
        "Đang cháy nhà số 5",
        "CHÁY LỚN Ở CHỢ",
        "có người bị cướp giật dây chuyền",
        "cần cấp cứu gấp",
        "tai nan giao thong o nga tu",
        "co nguoi duoi nuoc",
        "Em bé bị điện giật, bất tỉnh",
        "Xe chữa cháy chưa tới",
        unicodedata.normalize("NFD", "cháy rừng"),
    ],
)
def test_a_cry_for_help_is_heard(text: str) -> None:
    assert urgency.is_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "Xe tải chạy ồn ào ban đêm",
        "Nước chảy tràn ra đường",
        "xe chay qua nhanh",
        "Quán bán thịt bò nướng",
        "Hỏi về giấy phép phòng cháy",
        "Thủ tục bán hàng chay",
        "Đèn đường tắt ba đêm",
        "",
    ],
)
def test_an_ordinary_report_is_not_taken_for_one(text: str) -> None:
    assert not urgency.is_urgent(text)
