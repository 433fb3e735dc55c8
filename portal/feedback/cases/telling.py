"""What the sender hears of a step: by Zalo when they are linked, always on the page of the tracking code."""

import uuid
from dataclasses import replace

from sqlalchemy import select

from portal.core import settings
from portal.core.db import transaction
from portal.feedback import codes
from portal.feedback.cases import asking_rating
from portal.feedback.models import Feedback, FeedbackFollower, Status
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

TO_FOLLOWERS = {
    Status.PROCESSING: "Việc ông/bà cũng gặp đã có cán bộ nhận xử lý.",
    Status.TRANSFERRED: "Việc ông/bà cũng gặp đã được chuyển đến cơ quan có thẩm quyền.",
    Status.REFUSED: "Việc ông/bà cũng gặp không được tiếp nhận ở đây. Xin gọi tổng đài nếu cần.",
    Status.PENDING_PUBLICATION: "Việc ông/bà cũng gặp đã được xử lý. Nếu chưa xong, xin gửi phản ánh mới.",
    Status.PUBLISHED: "Câu trả lời về việc ông/bà cũng gặp đã được công khai.",
}
"""The same for who follows it: never a word that was written to its sender."""

LATE = "Việc này quá hạn và đã được báo lên %s. Xin lỗi ông/bà vì phải chờ."
ABOVE = "cấp trên"  # where no office stands above, the province's own people have it


def path(code: str) -> str:
    """The page that follows a feedback."""
    return f"/phan-anh/{code}/"


def owe(row: Feedback, step: int, note: str | None = None) -> None:
    """Owe the news of this step (its number) in the caller's transaction; nothing to who is not linked."""
    if words := TOLD.get(row.status):
        _owe(row, step, words + (f"\n\n“{_cut(note)}”" if note else ""))
    if words := TO_FOLLOWERS.get(row.status):
        _owe_followers(row, step, words)


def owe_late(row: Feedback, above: str | None = None) -> None:
    """Nobody has answered in time and `above` knows: said once a case, since it may be said of no step."""
    _owe(row, LATE_STEP, LATE % (above or ABOVE))


def _owe(row: Feedback, step: int, text: str) -> None:
    if row.citizen_id is None or row.is_suspect:
        return
    about = SUBJECT if step != LATE_STEP else f"{SUBJECT}_late"
    owed = _owed(row, row.citizen_id, row.code, (about, step), text)
    if step == LATE_STEP or row.status is not Status.PENDING_PUBLICATION:
        notifications.notify([owed])
    elif asking_rating.is_willing(row.citizen_id):
        notifications.notify([owed, asking_rating.ask(row.id, row.code, row.citizen_id)])
    else:
        notifications.notify([replace(owed, buttons=(*owed.buttons, asking_rating.button(row.code)))])


def _owe_followers(row: Feedback, step: int, text: str) -> None:
    asked = select(FeedbackFollower.citizen_id, FeedbackFollower.code).where(
        FeedbackFollower.feedback_id == row.id,
        FeedbackFollower.citizen_id.is_not(None),
        FeedbackFollower.citizen_id.is_distinct_from(row.citizen_id),
    )
    with transaction() as session:
        followers = session.execute(asked).all()
    owed = [_owed(row, citizen, code, (SUBJECT, step), text) for citizen, code in followers if citizen]
    if owed:
        notifications.notify(owed)


def _owed(row: Feedback, citizen: uuid.UUID, code: str, about: tuple[str, int], text: str) -> Owed:
    return Owed(
        citizen_id=citizen,
        kind=KIND,
        subject_kind=about[0],
        subject_id=row.id,
        subject_version=about[1],
        params={"code": codes.shown(code), "text": text},
        buttons=(Button("Xem phản ánh", "url", settings.get().base_url + path(code)),),
        consent=None,  # they wrote to us or asked to hear of it, and this is the answer
        is_urgent=True,
    )


def _cut(note: str) -> str:
    return note if len(note) <= MOST_NOTE else note[:MOST_NOTE].rsplit(" ", 1)[0] + "…"
