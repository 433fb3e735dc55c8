"""The words in force: staff's newest, else those that came along; an update never undoes what staff wrote."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.dialects.postgresql import distinct_on

from portal.core import settings
from portal.core.db import transaction
from portal.notifications import messages, voices
from portal.notifications.models import MessageTemplate
from portal.notifications.shipped import load_templates

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """A wording in force."""

    kind: str
    id: int
    body: str
    button: str | None
    is_shipped: bool


def usual() -> dict[str, str]:
    """What every wording may name and nobody has to give."""
    chosen = settings.get()
    return {"hotline": chosen.hotline, "province": chosen.province_name, "oa_name": chosen.oa_name}


def of(kinds: set[str]) -> dict[str, Words]:
    """Kind -> the words in force; the files are read when a kind is not there yet; else LookupError."""
    found = newest(kinds)
    if kinds - found.keys():
        load_templates()
        found = newest(kinds)
    if strange := kinds - found.keys():
        raise LookupError(f"no template for {', '.join(sorted(strange))}")
    return found


def fitting(words: Words, params: Mapping[str, str]) -> Words:
    """The words that can be filled: staff's, or the shipped ones where those have become too old.

    A hole nobody filled is told to the caller now (ValueError), not at night to a worker.
    """
    try:
        messages.checked(words.body, params)
    except ValueError:
        if words.is_shipped:
            raise
    else:
        return words
    log.error("a wording of staff cannot be filled kind=%s template=%s", words.kind, words.id)
    shipped = newest({words.kind}, is_shipped=True)[words.kind]
    messages.checked(shipped.body, params)
    return shipped


def newest(
    kinds: Iterable[str], *, is_shipped: bool = False, voice: voices.Voice = voices.USUAL
) -> dict[str, Words]:
    """Kind -> the words in force of a voice; with `is_shipped` only what came along counts."""
    came_along = MessageTemplate.created_by.is_(None)
    with transaction() as session:
        rows = session.execute(
            select(
                MessageTemplate.kind,
                MessageTemplate.id,
                MessageTemplate.body,
                MessageTemplate.button,
                came_along.label("is_shipped"),
            )
            .ext(distinct_on(MessageTemplate.kind))
            .where(MessageTemplate.kind.in_(sorted(kinds)), voice.own, came_along if is_shipped else true())
            .order_by(MessageTemplate.kind, came_along, MessageTemplate.version.desc())
        ).all()
    return {row.kind: Words(*row) for row in rows}
