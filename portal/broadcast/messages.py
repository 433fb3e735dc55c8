"""Words about broadcasts that pages, forms and what is sent share."""

from collections.abc import Mapping

from portal.broadcast import audience

EXCLUDED: Mapping[str, str] = {
    audience.NOT_FOLLOWING: "Không còn quan tâm trang",
    audience.STOPPED: "Đã rút lại đồng ý hoặc đã tắt loại tin này",
    audience.NO_CONSENT: "Chưa đồng ý nhận tin tức của tỉnh",
    audience.WINDOW: "Đã lâu không nhắn cho trang, Zalo không cho gửi",
    audience.CAP: "Đã nhận đủ số tin trong tuần",
}
"""Why somebody who fits an audience is not sent to."""
