"""What staff may be told on Zalo, and whose work it is."""

from dataclasses import dataclass

from portal.staff.rights import Permission


@dataclass(frozen=True)
class Topic:
    """A sort of notice: for whom it is, and whether it waits for the morning."""

    title: str
    text: str
    permission: Permission
    is_urgent: bool = False


TOPICS = {
    "trouble": Topic(
        "Sự cố vận hành",
        "Khi một mục theo dõi cần xử lý ngay, và khi mục đó đã ổn. Gửi cả ban đêm.",
        Permission.CHANGE_SETTINGS,
        is_urgent=True,
    ),
    "review": Topic("Bài đến ngày xem lại", "Mỗi bài đã đăng quá ngày hẹn xem lại.", Permission.WRITE_NEWS),
    "digest": Topic("Năm con số mỗi tuần", "Sáng thứ Hai, số liệu của tuần trước.", Permission.SEE_FIGURES),
}
