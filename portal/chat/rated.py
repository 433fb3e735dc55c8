"""A rating that is tapped in the chat, or told by Zalo as the stars of a template message."""

from portal.chat import messages
from portal.chat.messages import Reply
from portal.core.errors import Conflict, Refused
from portal.dossiers import queries
from portal.notifications import ratings as stars
from portal.ratings import operations, subjects
from portal.ratings.messages import LOW, STEPS
from portal.ratings.models import Via


def tapped(rest: str) -> Reply:
    """Write the tap down at once; whoever has the button's token may, and a repeat changes nothing."""
    token, _, score = rest.partition(" ")
    subject = subjects.of_tap(token)
    if subject is None or not (score.isascii() and score.isdigit()):
        return _over()
    try:
        operations.rate(subject, int(score[:2]), Via.CHAT)
    except (Conflict, Refused):
        return _over()
    more = "Nói điều chưa hài lòng" if int(score) <= LOW else "Viết thêm một câu"
    text = messages.say("rated", text=STEPS[int(score)])
    return Reply(text, (messages.page(more, subjects.page_of(subject)),))


def _over() -> Reply:
    return Reply(messages.say("rate_over"))


def by_stars(message_id: str | None, reference: str | None, rate: int) -> None:
    """Stars for a message about a dossier rate the dossier; others stay with their message."""
    code = stars.code_of(message_id, reference)
    dossier_id = queries.id_of(code) if code else None
    subject = subjects.of_dossier(dossier_id) if dossier_id else None
    if subject is not None:
        operations.rate_by_stars(subject, rate)
