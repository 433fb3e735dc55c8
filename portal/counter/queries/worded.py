"""The words each attempt of a message really used, where they are not the message's own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.core import settings
from portal.core.db import db
from portal.notifications import letters, links
from portal.notifications.models import Attempt, Channel, Intent, MessageTemplate


@dataclass(frozen=True)
class Worded:
    """The words one attempt really used: a template's values, or the text of an SMS."""

    version: int
    lines: tuple[tuple[str, str], ...]  # what stands where; an SMS has one line without a name


def of(intent: Intent, attempts: Sequence[Attempt]) -> dict[uuid.UUID, Worded]:
    """Attempt -> its own words; nothing for consultations, nor once the person was erased."""
    wanted = {one.template_id for one in attempts if one.template_id}
    if not wanted:
        return {}
    chosen = select(MessageTemplate).where(MessageTemplate.id.in_(wanted))
    rows = {row.id: row for row in db.session.scalars(chosen)}
    own = [(one, rows[one.template_id]) for one in attempts if one.template_id in rows]
    made = {one.id: _in_words(intent, one, words) for one, words in own}
    return {id_: words for id_, words in made.items() if words}


def _in_words(intent: Intent, attempt: Attempt, words: MessageTemplate) -> Worded | None:
    # The real address opens the dossier for whoever has it: it is the citizen's alone.
    link = f"{settings.get().base_url}/h/…" if links.link_of(intent.params, attempt.reference) else ""
    try:
        if words.channel == Channel.SMS:
            return Worded(words.version, (("", letters.sms(words.body, intent.params, link)),))
        letter = letters.letter(words.body, intent.params, link)
    except (ValueError, KeyError, TypeError):
        return None
    return Worded(words.version, (("", letter.template_id), *letter.data.items()))
