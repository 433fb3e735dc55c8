"""Feedback as the inbox knows it; imported once by the web and by the workers."""

from portal.feedback.cases import messages, opening
from portal.inbox import kinds
from portal.staff.rights import Permission

SHOWN = (
    (opening.KIND, "message-circle", Permission.HANDLE_FEEDBACK),
    (opening.LATE, "alert-circle", Permission.HANDLE_FEEDBACK),
)

for name, icon, permission in SHOWN:
    page = ("feedback_desk.show", "case_id")
    kinds.add(kinds.Kind(name, messages.INBOX[name], icon, permission, href=page))
