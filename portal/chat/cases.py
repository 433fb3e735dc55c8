"""A message of the chat becomes a case of feedback in one tap; its writer gets the tracking code (FB9)."""

import uuid

from portal.chat import conversation, inboxed
from portal.core.db import transaction
from portal.feedback import codes
from portal.feedback import operations as feedback
from portal.feedback.models import Kind
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

    The case, a note in the item's history and the word to the citizen (where Zalo still takes one) are one
    commit. Missing for a message of another conversation.
    """
    item = inbox.line(item_id, by.scope)
    text = conversation.text_of(item.subject_id, event_id)
    once_key = uuid.uuid5(_SPACE, str(event_id))
    if known := feedback.answered(once_key):
        return codes.shown(known)
    with transaction():
        working.held(item_id, By(by.user_id, by.scope))
        code = codes.shown(feedback.receive(feedback.Told(once_key=once_key, kind=kind, text=text[:2000])))
        record(item_id, Deed.NOTED, by.user_id, note=f"Đã ghi thành phản ánh {code}")
        staff.record_act("inbox.case", "inbox_item", item_id, by.user_id)
        if window.of(inboxed.person(item.subject_id)).can_send:
            told = Words(f"case-{once_key}", TOLD.format(code=code))
            replies.write(item_id, By(by.user_id, by.scope), told)
    return code
