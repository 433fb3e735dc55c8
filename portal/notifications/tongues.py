"""News in English for who asked for it, where a kind has such words; answers in the chat stay Vietnamese."""

import logging
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.citizens import queries as citizens
from portal.core import language
from portal.notifications import inforce, messages, voices
from portal.notifications.inforce import Words
from portal.notifications.messages import Button
from portal.notifications.models import MessageTemplate

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """What a message keeps: its words, and what is filled into them and stands on its buttons."""

    words: Words
    params: Mapping[str, str]
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class English:
    """Who of a batch reads English, and the words there are for them."""

    people: Collection[uuid.UUID] = ()
    words: Mapping[str, Words] = field(default_factory=dict)

    def said(self, citizen_id: uuid.UUID, usual: Words, told: Said) -> Said | None:
        """The message in English; None for whoever reads Vietnamese, or where the words cannot be filled."""
        words = self.words.get(usual.kind)
        if citizen_id not in self.people or words is None or not words.body:
            return None
        params, buttons = translated(told.params, told.buttons)
        try:
            messages.checked(words.body, params)
        except ValueError:
            log.exception("a wording in English cannot be filled kind=%s template=%s", words.kind, words.id)
            return None
        return Said(words, params, buttons)


def english(people: Collection[uuid.UUID], kinds: Collection[str]) -> English:
    """Ask once for a batch; what they would read is asked only when somebody reads English."""
    readers = citizens.readers(people, voices.ENGLISH.locale)
    return English(readers, inforce.newest(kinds, voice=voices.ENGLISH)) if readers else English()


def are_english(session: Session, templates: Collection[int]) -> set[int]:
    """Which of these wordings are English: what was filled into their messages is, too."""
    asked = select(MessageTemplate.id).where(MessageTemplate.id.in_(templates))
    return set(session.scalars(asked.where(MessageTemplate.locale == voices.ENGLISH.locale)))


def translated(
    params: Mapping[str, str], buttons: tuple[Button, ...]
) -> tuple[dict[str, str], tuple[Button, ...]]:
    """Our own phrases in English; names, papers and reasons stay as the one-stop system told them."""
    with language.speaking(voices.ENGLISH.locale):
        return (
            {name: language.said(value) for name, value in params.items()},
            tuple(replace(one, title=language.said(one.title)) for one in buttons),
        )
