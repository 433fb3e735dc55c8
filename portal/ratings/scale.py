"""The scale that services are rated on. Known without the forms, which nobody needs who only tells of it."""

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
