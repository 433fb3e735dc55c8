"""Asking once how it was: by a button of the message that tells the end, or by five of its own."""

import uuid
from collections.abc import Collection

from portal.citizens import queries as citizens
from portal.citizens.models import Purpose
from portal.core import settings
from portal.dossiers import rating_links
from portal.dossiers.models import Status
from portal.notifications.messages import Button
from portal.notifications.operations import Owed

ENDS = frozenset({Status.RETURNED, Status.REJECTED})
KIND, SUBJECT = "rating_ask", "rating"
COMMAND = "#danhgia"  # what a tap says in the chat, before the token and the score
STEPS = (
    (5, "Rất hài lòng"),
    (4, "Hài lòng"),
    (3, "Bình thường"),
    (2, "Không hài lòng"),
    (1, "Rất không hài lòng"),
)
_SPACE = uuid.UUID("5d0f7f3e-6a1c-4f0a-9f0b-0e9c4f8f2a31")


def willing(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those who agreed to be asked in a message of its own."""
    return {who for who, _ in citizens.agreed([(who, None) for who in people], Purpose.SURVEY)}


def button(dossier_id: uuid.UUID) -> Button:
    """The button of a message that tells an end, for whoever is asked in no other way."""
    return Button("Đánh giá", "url", settings.get().base_url + rating_links.path(dossier_id))


def ask(dossier_id: uuid.UUID, code: str, citizen_id: uuid.UUID) -> Owed:
    """Five buttons, each a rating by itself; owed once a dossier and person, however often it ends.

    Its subject is not the dossier, so that it neither waits for news of it nor is outdated by them.
    """
    token = rating_links.token(dossier_id)
    return Owed(
        citizen_id=citizen_id,
        kind=KIND,
        subject_kind=SUBJECT,
        subject_id=uuid.uuid5(_SPACE, dossier_id.hex),
        subject_version=1,
        params={"code": code},
        buttons=tuple(Button(words, "query", f"{COMMAND} {token} {score}") for score, words in STEPS),
        consent=Purpose.SURVEY.value,
    )
