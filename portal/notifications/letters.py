"""The words of a message on the paid channels: a template of Zalo's with its values, or a short text.

They are kept beside the consultation's wordings, one version after the other; an attempt names its own.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.notifications import messages
from portal.notifications.models import Channel, MessageTemplate
from portal.notifications.voices import FIRST, SMS_ENGLISH
from portal.sms import bodies

TEMPLATE = "zalo_template"  # one wording for ZBS and ZNS: the same template of Zalo's serves both
LINK = "{link}"
_PLACE = "\ue000"  # where the link goes, while the holes are filled
ANY_KIND = "*"  # the wording of kinds that have none of their own
OWN_ALONE = frozenset(
    {"rating_ask", "rating_answer", "desk_reply"}
)  # costs nothing unless staff chose a template for it
KEPT = {Channel.ZBS: TEMPLATE, Channel.ZNS: TEMPLATE, Channel.SMS: Channel.SMS.value}
"""Under which name the wordings of a channel are kept."""
NEUTRAL = "dossier_neutral"  # what may be said of any dossier: its code
IN_ENGLISH = "sms in English"  # no channel: what `newest` calls it


@dataclass(frozen=True)
class Words:
    """One wording, and the row it stands in. An empty one says: not by this channel."""

    id: int
    body: str


@dataclass(frozen=True)
class Letter:
    """A template of Zalo's with its values."""

    template_id: str
    data: Mapping[str, str] = field(default_factory=dict)


def newest(session: Session, kinds: Iterable[str]) -> dict[tuple[str, str], Words]:
    """(kind, name of the wordings) -> the wording in force; the ones for any kind and in English, too."""
    rows = session.execute(
        select(
            MessageTemplate.kind,
            MessageTemplate.channel,
            MessageTemplate.locale,
            MessageTemplate.id,
            MessageTemplate.body,
        )
        .ext(distinct_on(MessageTemplate.kind, MessageTemplate.channel, MessageTemplate.locale))
        .where(
            MessageTemplate.kind.in_(sorted({*kinds, ANY_KIND, NEUTRAL})),
            MessageTemplate.channel.in_(sorted(set(KEPT.values()))),
            or_(MessageTemplate.locale == FIRST, SMS_ENGLISH.own),
        )
        .order_by(
            MessageTemplate.kind,
            MessageTemplate.channel,
            MessageTemplate.locale,
            MessageTemplate.created_by.is_(None),  # words of staff go before words of an update
            MessageTemplate.version.desc(),
        )
    )
    return {
        (row.kind, row.channel if row.locale == FIRST else IN_ENGLISH): Words(row.id, row.body)
        for row in rows
    }


def of(
    found: Mapping[tuple[str, str], Words], kind: str, channel: Channel, *, in_english: bool = False
) -> Words | None:
    """The wording of a kind on a channel, else the one for any kind; None where there is none.

    `in_english`: an SMS in English, where the kind is said by SMS at all; a dossier's kind that has no such
    words says that there is news, since English values in a Vietnamese sentence would help nobody.
    """
    kept = KEPT[channel]
    words = found.get((kind, kept)) or (found.get((ANY_KIND, kept)) if kind not in OWN_ALONE else None)
    if words and words.body and in_english and channel is Channel.SMS:
        asked = (kind, NEUTRAL) if kind.startswith("dossier_") else (kind,)
        abroad = (found.get((one, IN_ENGLISH)) for one in asked)
        words = next((one for one in abroad if one and one.body), words)
    return words if words and words.body else None


def letter(body: str, params: Mapping[str, Any], link: str) -> Letter:
    """A template's values filled and cut to what Zalo takes; ValueError for a hole nobody filled.

    `{link}` is our address of this very message; what stands in a value is never read as a hole.
    """
    told = json.loads(body)
    data = {name: _linked(text, params, link) for name, text in told["data"].items()}
    most = told.get("most", {})
    return Letter(told["template_id"], {name: _cut(value, most.get(name)) for name, value in data.items()})


def _linked(text: str, params: Mapping[str, Any], link: str) -> str:
    return messages.render(text.replace(LINK, _PLACE), params).replace(_PLACE, link)


def _cut(value: str, most: int | None) -> str:
    line = " ".join(value.split())
    return line if most is None or len(line) <= most else line[: max(0, most - 1)].rstrip() + "…"


def packed(template_id: str, data: Mapping[str, str], most: Mapping[str, int]) -> str:
    """A wording as it is kept; ValueError for a place that is not on the list."""
    for text in data.values():
        messages.holes(text.replace(LINK, ""))
    return json.dumps({"template_id": template_id, "data": data, "most": most}, ensure_ascii=False)


def sms(body: str, params: Mapping[str, Any], link: str) -> str:
    """A short text with our link at its end; where it is too long, the longest value gives way."""
    text = short(body, params, link, messages.MOST_SIGNS)
    if bodies.size(text).parts <= bodies.MOST_PARTS:
        return text
    return short(body, params, link, max(1, bodies.room(text) - len(link) - 1))


def short(body: str, params: Mapping[str, Any], link: str, most: int) -> str:
    """The text of an SMS with at most so many signs before its link, as far as values may be shortened."""
    return bodies.said(" ".join(filter(None, [messages.render(body, params, most), link])))


def write(kind: str, kept: str, body: str, by: object = None) -> bool:
    """The next version of a wording; False when the newest says so already. Audited by the caller."""
    same = (
        MessageTemplate.kind == kind,
        MessageTemplate.channel == kept,
        MessageTemplate.locale == FIRST,
    )
    with transaction() as session:
        last = session.scalar(select(func.max(MessageTemplate.version)).where(*same)) or 0
        told = session.scalar(select(MessageTemplate.body).where(*same, MessageTemplate.version == last))
        if told == body:
            return False
        made = insert(MessageTemplate).values(
            kind=kind,
            channel=kept,
            locale=FIRST,
            version=last + 1,
            body=body,
            created_at=clock.now(),
            created_by=by,
        )
        return bool(session.scalars(made.on_conflict_do_nothing().returning(MessageTemplate.id)).all())
