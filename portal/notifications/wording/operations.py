"""Bringing a new wording into force: a new version, never an edit; what is owed already keeps its own."""

import unicodedata
import uuid

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.notifications.messages import PLACEHOLDERS
from portal.notifications.models import MessageTemplate
from portal.notifications.voices import USUAL, Voice
from portal.notifications.wording import messages, previews, queries
from portal.notifications.wording.kinds import NAMES
from portal.notifications.wording.previews import Preview
from portal.staff import operations as staff


class Faulty(Exception):
    """A wording that cannot be kept, with everything that is wrong with it."""

    def __init__(self, complaints: list[messages.Complaint]) -> None:
        super().__init__(f"{len(complaints)} complaints")
        self.complaints = complaints


def check(kind: str, body: str, button: str | None = None, voice: Voice = USUAL) -> Preview | None:
    """The message as it would go out; None for no words at all, where a kind may do without this form.

    Raises Faulty with every complaint, Missing for a kind that is unknown or is not said so.
    """
    said, rules = tidied(body), queries.rules_of(kind, voice)
    queries.current(kind, voice)
    if voice.is_optional and not said:
        return None
    found = messages.complaints(said, rules, PLACEHOLDERS, dict(NAMES))
    if found:
        raise Faulty(found)
    shown = previews.preview(kind, said, button, voice)
    over = messages.over_parts(shown.short.size) if shown.short else messages.over_limit(shown.text)
    if over:
        raise Faulty(over)
    return shown


def changed_holes(kind: str, body: str, voice: Voice = USUAL) -> tuple[list[str], list[str]]:
    """Placeholders that a wording has more and less than the one in force: this must be meant.

    The first words of a form change nothing.
    """
    now, then = queries.current(kind, voice), messages.holes_of(body)
    if not now.version:
        return [], []
    before = messages.holes_of(now.body)
    return sorted(then - before), sorted(before - then)


def publish(kind: str, body: str, button: str, base: int, by: uuid.UUID, voice: Voice = USUAL) -> int | None:
    """Bring a wording into force; its version. None when it says what is in force already.

    `base` is the version it was written upon: Conflict when another came meanwhile. Raises Faulty.
    """
    said, title = tidied(body), unicodedata.normalize("NFC", button).strip() or None
    check(kind, said, title, voice)
    with transaction() as session:
        now = queries.current(kind, voice)
        if now.version != base:
            raise Conflict("another wording came meanwhile")
        if (now.body, now.button) == (said, title):
            return None
        same = (MessageTemplate.kind == kind, voice.own)
        version = 1 + (session.scalar(select(func.max(MessageTemplate.version)).where(*same)) or 0)
        row = {"kind": kind, "channel": voice.channel, "locale": voice.locale, "version": version}
        words = {"body": said, "button": title, "created_at": clock.now(), "created_by": by}
        made = insert(MessageTemplate).values(**row, **words).on_conflict_do_nothing()
        if not session.scalars(made.returning(MessageTemplate.id)).all():
            raise Conflict("another wording came meanwhile")
        name = f"{kind}:{version}" if voice is USUAL else f"{kind}:{voice.name}:{version}"
        staff.record_act("template.publish", "message_template", name, by, signs=len(said))
    return version


def tidied(body: str) -> str:
    """One spelling of a wording: NFC, unix line ends, no spaces at ends of lines, one empty line at most."""
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", body).replace("\r\n", "\n").split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()
