"""What the sender hears of a step: by Zalo when they are linked, always on the page of the tracking code."""

from portal.core import settings
from portal.feedback import codes
from portal.feedback.models import Feedback, Status
from portal.notifications import operations as notifications
from portal.notifications.messages import Button
from portal.notifications.operations import Owed

KIND, SUBJECT = "feedback_step", "feedback"
LATE_STEP = 0
MOST_NOTE = 600  # signs of a note within a message; the page shows it whole

TOLD = {
    Status.NEED_INFO: "Cơ quan xử lý cần ông/bà cho biết thêm.",
    Status.PROCESSING: "Đã có cán bộ nhận xử lý.",
    Status.TRANSFERRED: "Đã chuyển đến cơ quan có thẩm quyền.",
    Status.REFUSED: "Nội dung không được tiếp nhận.",
    Status.PENDING_PUBLICATION: "Đã có trả lời. Xin ông/bà cho biết việc đã xong chưa.",
    Status.PUBLISHED: "Câu trả lời đã được công khai, không kèm tên ông/bà.",
}
"""By status: the sentence of the message; NEW is told by the receipt itself."""

LATE = "Việc này quá hạn và đã được báo lên %s. Xin lỗi ông/bà vì phải chờ."
ABOVE = "cấp trên"  # where no office stands above, the province's own people have it


def path(code: str) -> str:
    """The page that follows a feedback."""
    return f"/phan-anh/{code}/"


def owe(row: Feedback, step: int, note: str | None = None) -> None:
    """Owe the news of this step (its number) in the caller's transaction; nothing to who is not linked."""
    if words := TOLD.get(row.status):
        _owe(row, step, words + (f"\n\n“{_cut(note)}”" if note else ""))


def owe_late(row: Feedback, above: str | None = None) -> None:
    """Nobody has answered in time and `above` knows: said once a case, since it may be said of no step."""
    _owe(row, LATE_STEP, LATE % (above or ABOVE))


def _owe(row: Feedback, step: int, text: str) -> None:
    if row.citizen_id is None or row.is_suspect:
        return
    notifications.notify(
        [
            Owed(
                citizen_id=row.citizen_id,
                kind=KIND,
                subject_kind=SUBJECT if step != LATE_STEP else f"{SUBJECT}_late",
                subject_id=row.id,
                subject_version=step,
                params={"code": codes.shown(row.code), "text": text},
                buttons=(Button("Xem phản ánh", "url", settings.get().base_url + path(row.code)),),
                consent=None,  # they wrote to us, and this is the answer
                is_urgent=True,
            )
        ]
    )


def _cut(note: str) -> str:
    return note if len(note) <= MOST_NOTE else note[:MOST_NOTE].rsplit(" ", 1)[0] + "…"
