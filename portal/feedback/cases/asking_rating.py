"""Asking how an answer was: by a button of the message that brings it, or by five of a message of its own."""

import uuid

from portal.citizens import queries as citizens
from portal.citizens.models import Purpose
from portal.core import settings, signed
from portal.feedback import codes
from portal.notifications.messages import Button
from portal.notifications.operations import Owed

KIND, SUBJECT = "rating_answer", "answer_rating"
COMMAND = "#danhgia"  # what a tap says in the chat, before the token and the score
PURPOSE = "rate-answer"
STEPS = (
    (5, "Rất hài lòng"),
    (4, "Hài lòng"),
    (3, "Bình thường"),
    (2, "Không hài lòng"),
    (1, "Rất không hài lòng"),
)
"""As dossiers ask (dossiers/operations/rating.py): neither feature knows the other."""


def read(token: str) -> uuid.UUID | None:
    """The feedback whose answer a tap's token rates; None when it is not ours."""
    found = signed.read(PURPOSE, token)
    return found[0] if found else None


def is_willing(citizen_id: uuid.UUID) -> bool:
    """Did they agree to be asked in a message of its own?"""
    return bool(list(citizens.agreed([(citizen_id, None)], Purpose.SURVEY)))


def button(code: str) -> Button:
    """The button of the answer's message, for whoever is asked in no other way."""
    return Button("Đánh giá", "url", f"{settings.get().base_url}/danh-gia/phan-anh/{code}/")


def ask(feedback_id: uuid.UUID, code: str, citizen_id: uuid.UUID) -> Owed:
    """Five buttons, each a rating by itself; owed once a case, however often it is answered."""
    token = signed.make(PURPOSE, feedback_id)
    return Owed(
        citizen_id=citizen_id,
        kind=KIND,
        subject_kind=SUBJECT,
        subject_id=feedback_id,
        subject_version=1,
        params={"code": codes.shown(code)},
        buttons=tuple(Button(words, "query", f"{COMMAND} {token} {score}") for score, words in STEPS),
        consent=Purpose.SURVEY.value,
    )
