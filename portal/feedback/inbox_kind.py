"""Feedback as the inbox knows it; imported once by the web and by the workers."""

from portal.feedback.cases import opening
from portal.inbox import kinds
from portal.staff.rights import Permission

PAGE = ("feedback_desk.show", "case_id")

kinds.add(kinds.Kind(opening.KIND, "Phản ánh", "message-circle", Permission.HANDLE_FEEDBACK, href=PAGE))
kinds.add(kinds.Kind(opening.LATE, "Phản ánh quá hạn", "alert-circle", Permission.TRIAGE_FEEDBACK, href=PAGE))
