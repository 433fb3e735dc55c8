"""One event, one thing done: who follows, who wrote, what they are answered."""

import datetime as dt
import uuid

from portal.chat import answers, asides, handovers, messages, photos
from portal.chat.answers import Asker
from portal.chat.events import Event, Kind
from portal.chat.messages import Reply
from portal.citizens import operations as citizens
from portal.citizens import queries
from portal.citizens.models import Proof
from portal.core import settings
from portal.core.errors import Refused
from portal.dossiers import codes
from portal.notifications import operations as notifications
from portal.notifications.models import Lane
from portal.notifications.operations import Owed

ANSWERED, DONE, STORED = "answered", "done", "stored"


def handle(event: Event, event_id: uuid.UUID, at: dt.datetime) -> str:
    """Change what the event changes and owe its answer, in the caller's transaction; the outcome's name."""
    if event.user_id is None:
        return STORED
    if event.kind is Kind.WITHDRAW:
        return _withdraw(event.user_id, event_id)
    oa_id = settings.get().zalo_oa_id
    if event.kind is Kind.UNFOLLOW:
        citizens.unfollow(oa_id, event.user_id, at, event.user_id_by_app)
        return DONE
    if event.kind is Kind.FOLLOW:
        citizen_id = citizens.follow(oa_id, event.user_id, at, event.user_id_by_app)
        known = queries.address(citizen_id, oa_id)
        # An old "follow" that arrives after a later "unfollow" must not be greeted.
        return _welcome(citizen_id, event_id) if known and known.is_following else DONE
    citizen_id = citizens.touch(oa_id, event.user_id, at, event.user_id_by_app)
    known = queries.address(citizen_id, oa_id)
    asker = Asker(citizen_id, event.user_id, event_id, bool(known and known.is_following), at)
    return _answer(asker, _reply(event, asker))


def _reply(event: Event, asker: Asker) -> Reply | None:
    if event.kind is Kind.INFO:
        return _learn(event.phone, asker)
    if event.kind is Kind.CHATNOW:
        return messages.guide()
    if event.kind is Kind.TEXT or codes.read(event.text).kind in {"codes", "near"}:
        return answers.to_text(event.text, asker)
    pictures = [one.url for one in event.attachments if one.kind == "image" and one.url]
    if pictures:
        return photos.keep(pictures, asker)
    if event.text.strip():  # what is written beside a file or a place
        return answers.to_text(event.text, asker)
    if handovers.is_with_person(asker.citizen_id):
        handovers.heard(asker.citizen_id, asker.at)
        return None
    return answers.in_bounds(asker, lambda: asides.not_read(event.name))


def _learn(phone: str | None, asker: Asker) -> Reply:
    """A number from Zalo's own form is claimed, never verified (R15)."""
    try:
        citizens.learn_phone(asker.citizen_id, phone or "", Proof.CLAIMED, "zalo_submit_info")
    except Refused:
        return messages.phone_unreadable()
    return messages.phone_known()


def _withdraw(user_id: str, event_id: uuid.UUID) -> str:
    """Zalo tells that a person takes everything back: they are forgotten at once, nobody is written to."""
    known = queries.by_zalo(settings.get().zalo_oa_id, user_id)
    if known:
        citizens.erase(known.citizen_id, "zalo_withdraw", f"inbox_event:{event_id}")
    return DONE


def _welcome(citizen_id: uuid.UUID, event_id: uuid.UUID) -> str:
    _owe(citizen_id, event_id, "chat_welcome", Reply("", messages.doors()))
    return ANSWERED


def _answer(asker: Asker, reply: Reply | None) -> str:
    if reply is None:
        return DONE
    _owe(asker.citizen_id, asker.event_id, "chat_reply", reply)
    return ANSWERED


def _owe(citizen_id: uuid.UUID, event_id: uuid.UUID, kind: str, reply: Reply) -> None:
    notifications.notify(
        [
            Owed(
                citizen_id=citizen_id,
                kind=kind,
                subject_kind="inbox_event",
                subject_id=event_id,
                subject_version=1,
                params={"text": reply.text} if reply.text else {},
                buttons=reply.buttons,
                lane=Lane.REPLY,
                consent=None,
            )
        ]
    )
