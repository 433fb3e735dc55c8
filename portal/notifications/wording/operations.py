"""Bringing a new wording into force: a new version, never an edit; what is owed already keeps its own."""

import unicodedata
import uuid

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.notifications.leases import CHANNEL
from portal.notifications.messages import PLACEHOLDERS
from portal.notifications.models import MessageTemplate
from portal.notifications.operations import LOCALE
from portal.notifications.wording import messages, queries
from portal.notifications.wording.kinds import NAMES
from portal.staff import operations as staff


class Faulty(Exception):
    """A wording that cannot be kept, with everything that is wrong with it."""

    def __init__(self, complaints: list[messages.Complaint]) -> None:
        super().__init__(f"{len(complaints)} complaints")
        self.complaints = complaints


def check(kind: str, body: str, button: str | None = None) -> queries.Preview:
    """The message as it would go out; raises Faulty with every complaint, Missing for an unknown kind."""
    said = tidied(body)
    found = messages.complaints(said, queries.rules_of(kind), PLACEHOLDERS, dict(NAMES))
    if found:
        raise Faulty(found)
    shown = queries.preview(kind, said, button)
    if over := messages.over_limit(shown.text):
        raise Faulty(over)
    return shown


def changed_holes(kind: str, body: str) -> tuple[list[str], list[str]]:
    """Placeholders that a wording has more and less than the one in force: this must be meant."""
    now, then = messages.holes_of(queries.current(kind).body), messages.holes_of(body)
    return sorted(then - now), sorted(now - then)


def publish(kind: str, body: str, button: str, base: int, by: uuid.UUID) -> int | None:
    """Bring a wording into force; its version. None when it says what is in force already.

    `base` is the version it was written upon: Conflict when another came meanwhile. Raises Faulty.
    """
    said, title = tidied(body), unicodedata.normalize("NFC", button).strip() or None
    check(kind, said, title)
    same = (
        MessageTemplate.kind == kind,
        MessageTemplate.channel == CHANNEL,
        MessageTemplate.locale == LOCALE,
    )
    with transaction() as session:
        now = queries.current(kind)
        if now.version != base:
            raise Conflict("another wording came meanwhile")
        if (now.body, now.button) == (said, title):
            return None
        version = 1 + (session.scalar(select(func.max(MessageTemplate.version)).where(*same)) or 0)
        row = {"kind": kind, "channel": CHANNEL, "locale": LOCALE, "version": version, "body": said}
        made = insert(MessageTemplate).values(**row, button=title, created_at=clock.now(), created_by=by)
        if not session.scalars(made.on_conflict_do_nothing().returning(MessageTemplate.id)).all():
            raise Conflict("another wording came meanwhile")
        staff.record_act("template.publish", "message_template", f"{kind}:{version}", by, signs=len(said))
    return version


def tidied(body: str) -> str:
    """One spelling of a wording: NFC, unix line ends, no spaces at ends of lines, one empty line at most."""
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", body).replace("\r\n", "\n").split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()
