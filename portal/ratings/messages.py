"""The words of a rating: the steps of the scale, what may be rated apart, and why it cannot be taken."""

from collections.abc import Mapping

STEPS: Mapping[int, str] = {
    5: "Rất hài lòng",
    4: "Hài lòng",
    3: "Bình thường",
    2: "Không hài lòng",
    1: "Rất không hài lòng",
}
CRITERIA: Mapping[str, str] = {
    "attitude": "Thái độ phục vụ",
    "guidance": "Hướng dẫn rõ ràng",
    "time": "Thời gian giải quyết",
    "rules": "Đúng quy định, không đòi thêm giấy tờ",
    "place": "Nơi tiếp đón",
}
MOST_COMMENT = 500
SCALE = "five-1"  # a changed wording or number of steps is another scale; old ones stay as they were shown
TEMPLATE_SCALE, TEMPLATE_STEP = "stars-1", "%(stars)s sao"  # of a template message, chosen in Zalo
LOW = 2  # from here down somebody looks after it
CONTENT = 4  # from here up people count as satisfied

LATE = "Đã quá 7 ngày từ lần đánh giá đầu nên không sửa được nữa."
