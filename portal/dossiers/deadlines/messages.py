"""What the chat says of a dossier's day beside the appointed one; our own numbers are named so."""

from portal.core.clock import day
from portal.dossiers.views import DossierView


def lines(view: DossierView) -> list[str]:
    """The new day of an apology, our expectation after waits, and the working days left."""
    said = []
    if view.new_due_on:
        said.append(f"Ngày hẹn mới, theo văn bản xin lỗi: {day(view.new_due_on)}")
    if view.expected_on:
        said.append(f"Dự kiến (hệ thống tự tính, đã cộng thời gian chờ ông/bà): {day(view.expected_on)}")
    if not view.is_just_late and (left := _left(view.days_left)) is not None:
        said.append(f"Thời gian còn lại (hệ thống tự tính): {left}")
    return said


def _left(days: int | None) -> str | None:
    """Nothing while the dossier rests; when it is late, `due_note` says so."""
    if days is None or days < 0:
        return None
    return f"{days} ngày làm việc" if days else "hết trong ngày hôm nay"
