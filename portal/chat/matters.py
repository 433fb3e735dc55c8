"""What a message of the chat is about: its words, with the photos and the place sent near it."""

import datetime as dt
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from portal.chat import conversation
from portal.chat.events import Attachment
from portal.chat.models import Handover
from portal.core.db import db
from portal.core.errors import Missing

NEAR = dt.timedelta(minutes=15)  # people send the photo first, or after; Zalo tells each apart
MOST_PICTURES = 5
PICTURES = frozenset({"image", "gif"})


@dataclass(frozen=True)
class Matter:
    """One message with what belongs to it."""

    text: str
    pictures: tuple[str, ...]
    at: tuple[float, float] | None  # latitude and longitude


def read(handover_id: uuid.UUID, event_id: uuid.UUID) -> Matter:
    """One message of this very conversation; raises Missing, also for one without words."""
    talk = db.session.get(Handover, handover_id)
    told = conversation.theirs(talk) if talk else []
    found = next((one for one in told if one[0] == event_id), None)
    if found is None or not found[1].text.strip():
        raise Missing("no such message here")
    near = [(abs(at - found[2]), event) for _, event, at in told if abs(at - found[2]) <= NEAR]
    near.sort(key=lambda one: one[0])
    files = [file for _, event in near for file in event.attachments]
    return Matter(found[1].text.strip(), _pictures(files), _place(files))


def _pictures(files: Sequence[Attachment]) -> tuple[str, ...]:
    told = [file.url for file in files if file.kind in PICTURES and file.url]
    return tuple(dict.fromkeys(told))[:MOST_PICTURES]


def _place(files: Sequence[Attachment]) -> tuple[float, float] | None:
    """Where the nearest shared location lies; what is no place on earth is none."""
    for file in files:
        lat, long = file.latitude, file.longitude
        if lat is None or long is None or not (math.isfinite(lat) and math.isfinite(long)):
            continue
        if abs(lat) <= 90 and abs(long) <= 180:
            return lat, long
    return None
