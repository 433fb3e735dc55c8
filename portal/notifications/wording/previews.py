"""A message as it would reach a person in given words, with what it takes of the channel's limits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.core import clock, settings
from portal.core.amounts import dong
from portal.core.db import db
from portal.notifications import inforce, letters, links, messages, prices, tongues, voices
from portal.notifications.messages import Button
from portal.notifications.models import Channel, Intent, MessageTemplate
from portal.notifications.voices import Voice
from portal.notifications.wording.samples import SAMPLE
from portal.sms import bodies

TOKEN = "x" * 22  # as long as the one in a dossier's link
REFERENCE = "x" * 11  # as long as the one each attempt gets


@dataclass(frozen=True)
class Short:
    """What an SMS takes: signs, of which alphabet, how many messages, at what price today."""

    size: bodies.Size
    price: str
    most: int = bodies.MOST_PARTS


@dataclass(frozen=True)
class Preview:
    """A message as it would reach a person now."""

    text: str
    buttons: tuple[Button, ...]
    of: str | None  # the dossier's code where a real message lent its values
    at: dt.datetime | None
    short: Short | None = None  # of an SMS


def preview(kind: str, body: str, button: str | None, voice: Voice = voices.USUAL) -> Preview:
    """The words filled with what the last real message of this kind held, else with made-up values.

    Values a real message lacks are made up. ValueError where the words cannot be filled.
    """
    last = _last(kind)
    real = {k: v for k, v in (last.params if last else {}).items() if isinstance(v, str)}
    made_up = {name: f"({name})" for name in messages.PLACEHOLDERS} | dict(SAMPLE)
    values = {**made_up, **inforce.usual(), **real}
    buttons = messages.buttons_of(last.params) if last else _made_up(kind)
    if voice.locale == voices.ENGLISH.locale:
        values, buttons = tongues.translated(values, buttons)
    of, at = real.get("code"), last.created_at if last else None
    if voice.is_sms:
        return _short(body, {**values, "buttons": messages.packed({}, buttons)["buttons"]}, of, at)
    return Preview(messages.render(body, values), messages.retitled(buttons, button), of, at)


def _short(body: str, values: Mapping[str, Any], of: str | None, at: dt.datetime | None) -> Preview:
    """Uncut, so that what is too long shows; the link is the citizen's alone, so another of its length."""
    path = f"{settings.get().base_url}/h/"
    link = path + "x" * max(0, len(links.link_of(values, REFERENCE)) - len(path))
    text = letters.short(body, values, link, messages.MOST_SIGNS)
    size = bodies.size(text)
    return Preview(text, (), of, at, Short(size, dong(size.parts * prices.on(clock.today())[Channel.SMS])))


def _last(kind: str) -> Intent | None:
    """The newest message of the kind that still has its values, Vietnamese ones."""
    told = Intent.template_id == MessageTemplate.id
    newest = select(Intent).join(MessageTemplate, told).where(Intent.kind == kind)
    newest = newest.where(MessageTemplate.locale == voices.FIRST).order_by(Intent.created_at.desc()).limit(5)
    return next((one for one in db.session.scalars(newest) if one.params), None)


def _made_up(kind: str) -> tuple[Button, ...]:
    is_dossier = kind.startswith("dossier_")
    return (Button("Xem hồ sơ", "url", f"{settings.get().base_url}/h/{TOKEN}"),) if is_dossier else ()
