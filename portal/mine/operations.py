"""What a person does about themselves; each act is proven by the session it was done in."""

import uuid

from portal.citizens import mutes, queries, self_view
from portal.citizens import operations as citizens
from portal.citizens.messages import asked
from portal.citizens.models import Proof, Purpose, Surface
from portal.citizens.operations.sessions import Session
from portal.core import crypto
from portal.core.db import transaction
from portal.dossiers import operations as dossiers
from portal.notifications import topics

HOW = "page"


def evidence(session: Session) -> str:
    """Which session, and which act in it: switching off and on again are two acts."""
    return f"citizen_session:{session.id}:{crypto.token()[:8]}"


def channel(session: Session) -> str:
    """Where something was said, as a consent keeps it."""
    return "mini_app" if session.surface is Surface.MINI else "web"


def switch(session: Session, citizen_id: uuid.UUID, purpose: Purpose, *, on: bool) -> None:
    """Agree to a purpose, or take it back; what already stands so is left as it is.

    Who agreed before SMS was set up agrees to today's wording with one more tap.
    """
    with transaction():
        stands = queries.may_tell(citizen_id, purpose, None) is on
        if stands and not (on and self_view.lacks_sms(citizen_id, purpose)):
            return
        if on:
            citizens.agree(
                purpose,
                citizen_id=citizen_id,
                text_version=asked(purpose).version,
                channel=channel(session),
                evidence=evidence(session),
            )
        else:
            citizens.withdraw(
                HOW, evidence(session), citizen_id=citizen_id, purpose=purpose, channel=channel(session)
            )


def switch_topic(session: Session, citizen_id: uuid.UUID, topic: str, *, on: bool) -> None:
    """No more messages of a topic, those that wait included; or again. A repeat changes nothing."""
    with transaction():
        if on:
            mutes.start(citizen_id, topic)
        else:
            mutes.stop(citizen_id, topic, evidence(session))
            topics.end_waiting(citizen_id, topic)


def withdraw_all(session: Session, citizen_id: uuid.UUID) -> None:
    """Nothing is pushed to them any more, for any purpose and any dossier; answers to them still are."""
    citizens.withdraw(HOW, evidence(session), citizen_id=citizen_id, channel=channel(session))


def stop_telling(session: Session, citizen_id: uuid.UUID, dossier_id: uuid.UUID) -> None:
    """They do not want to hear of one dossier any more. A repeat changes nothing."""
    dossiers.unfollow(dossier_id, citizen_id, evidence(session))


def start_telling(session: Session, citizen_id: uuid.UUID, dossier_id: uuid.UUID) -> None:
    """They want to hear of a dossier they may see. A repeat adds nothing."""
    if not queries.may_tell(citizen_id, Purpose.DOSSIER_NOTIFY, dossier_id):
        dossiers.follow(dossier_id, citizen_id, "page", evidence(session))


def prove_phone(citizen_id: uuid.UUID, number: str) -> None:
    """Zalo told the Mini App this number itself: it is verified (R15). Raises Refused for a foreign one."""
    citizens.learn_phone(citizen_id, number, Proof.VERIFIED, "mini_app")


def erase(session: Session, citizen_id: uuid.UUID) -> None:
    """Forget this person; every session of theirs ends with them."""
    citizens.erase(citizen_id, HOW, f"citizen_session:{session.id}")
