"""What a broadcast says to one person: its words, why they get it, and buttons that open and stop."""

from sqlalchemy import select

from portal.broadcast.choosing.topics import GENERAL, TOPICS, URGENT
from portal.broadcast.models import Broadcast
from portal.broadcast.shape import Audience
from portal.core import settings
from portal.core.db import db
from portal.news.models import Announcement
from portal.notifications.messages import Button

KIND = "broadcast"
MORE, STOP = "Xem chi tiết", "Thôi nhận loại tin này"
PAYLOAD = "#thoitin"


def why(audience: Audience, *, is_urgent: bool) -> str:
    """One line: why somebody gets this, in the words of what they chose."""
    if audience.officials:
        return "Ông/bà nhận tin này vì đã vào nhóm cán bộ."
    if is_urgent or URGENT in audience.topics:
        return "Ông/bà nhận tin khẩn này vì đang quan tâm trang."
    named = " hoặc ".join(f"“{TOPICS[one].title}”" for one in audience.topics if one in TOPICS)
    if named:
        place = ", ở xã, phường ông/bà chọn" if audience.communes else ""
        return f"Ông/bà nhận tin này vì đã chọn {named}{place}."
    if audience.communes:
        return "Ông/bà nhận tin này vì đã chọn nhận tin của xã, phường này."
    return "Ông/bà nhận tin này vì đã đồng ý nhận tin của tỉnh."


def text(one: Broadcast) -> str:
    """The whole message; the same for everybody of the broadcast."""
    audience = Audience.read(one.audience)
    head = "ĐÍNH CHÍNH: " if one.corrects_id else ""
    return f"{head}{one.title}\n\n{one.body}\n\n{why(audience, is_urgent=one.is_urgent)}"


def buttons(one: Broadcast) -> tuple[Button, ...]:
    """Opens the page, when there is one; stops this sort of news in one tap."""
    audience = Audience.read(one.audience)
    if audience.officials:
        stop = ",".join(f"nhom {group}" for group in audience.groups) or "nhom"
    elif one.is_urgent or URGENT in audience.topics:
        stop = URGENT
    else:
        stop = ",".join(name for name in audience.topics if name in TOPICS) or GENERAL
    where = address(one)
    opens = (Button(MORE, "url", where),) if where else ()
    return (*opens, Button(STOP, "query", f"{PAYLOAD} {stop}"))


def address(one: Broadcast) -> str:
    """Where its button leads: what was typed, else the page of its item; empty where there is neither."""
    link = one.link
    if not link and one.item_id:
        slug = db.session.scalar(select(Announcement.slug).filter_by(id=one.item_id))
        link = f"/tin/{slug}/" if slug else "/thong-tin/"
    return settings.get().base_url + link if link.startswith("/") else link
