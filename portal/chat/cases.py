"""A message of the chat becomes a case of feedback in one tap; its writer gets the tracking code (FB9)."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.chat import case_links, inboxed, matters
from portal.chat.case_models import ChatCase
from portal.core import clock
from portal.core.db import transaction
from portal.feedback import codes
from portal.feedback import operations as feedback
from portal.feedback.errands import operations as errands
from portal.feedback.errands.models import Origin
from portal.feedback.models import Feedback, Kind
from portal.inbox import queries as inbox
from portal.inbox import replies, window, working
from portal.inbox.models import Deed
from portal.inbox.operations import record
from portal.inbox.replies import Words
from portal.inbox.working import By
from portal.staff import operations as staff

TOLD = (
    "Nội dung bạn nhắn đã được ghi thành phản ánh, mã theo dõi {code}. "
    "Bạn xem việc xử lý tại mục Phản ánh của trang Zalo này."
)
_SPACE = uuid.UUID("5b0c7f7e-3e0e-4f0e-9a57-6c1f5b0a7a11")


def make(item_id: uuid.UUID, event_id: uuid.UUID, kind: Kind, by: By) -> str:
    """The tracking code of the case that this message is; the same message again gives the same code.

    The case belongs to its writer, who hears of each step; photos and the place sent beside the message come
    along. The case, a note in the item's history and the word to the citizen (where Zalo still takes one) are
    one commit. Missing for a message of another conversation.
    """
    item = inbox.line(item_id, by.scope)
    matter = matters.read(item.subject_id, event_id)
    if known := case_links.cases(item.subject_id).get(event_id):
        return known[1]
    with transaction():
        working.held(item_id, By(by.user_id, by.scope))
        once_key, person = uuid.uuid5(_SPACE, str(event_id)), inboxed.person(item.subject_id)
        told = feedback.Told(
            once_key=once_key, kind=kind, text=matter.text[:2000], at=matter.at, citizen_id=person
        )
        code = feedback.receive(told)
        _tie(code, item.subject_id, event_id, matter.pictures)
        record(item_id, Deed.NOTED, by.user_id, note=f"Đã ghi thành phản ánh {codes.shown(code)}")
        staff.record_act("inbox.case", "inbox_item", item_id, by.user_id)
        if window.of(person).can_send:
            words = Words(f"case-{once_key}", TOLD.format(code=codes.shown(code)))
            replies.write(item_id, By(by.user_id, by.scope), words)
    return codes.shown(code)


def _tie(code: str, handover_id: uuid.UUID, event_id: uuid.UUID, pictures: tuple[str, ...]) -> None:
    """The message and its case know each other from now on; its photos are fetched soon."""
    with transaction() as session:
        feedback_id = session.scalars(select(Feedback.id).filter_by(code=code)).one()
        row = insert(ChatCase).values(
            event_id=event_id, handover_id=handover_id, feedback_id=feedback_id, made_at=clock.now()
        )
        session.execute(row.on_conflict_do_nothing())
        errands.owe(feedback_id, Origin.CHAT, pictures)
