"""Working through the people we could not tell: called, mended and sent again, or given up with a reason."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.citizens import operations as citizens
from portal.citizens import reach
from portal.citizens.models import Purpose
from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.counter.forms import consent_version
from portal.counter.queries import unreached, whom
from portal.counter.queries.unreached import Line
from portal.counter.queries.visits import Offices
from portal.dossiers import operations as dossiers
from portal.dossiers.deadlines import notices
from portal.notifications import again, worklist
from portal.notifications.models import Intent
from portal.notifications.untold import Closed, Deed, Untold, UntoldDeed
from portal.staff import operations as staff


def open_numbers(untold_id: uuid.UUID, officer_id: uuid.UUID, offices: Offices) -> list[str]:
    """The whole numbers of one line, to call; each look is written to the trail."""
    found = unreached.line(untold_id, offices)
    with transaction():
        staff.record_act("unreached.number", "untold", untold_id, officer_id, dossier=str(found.dossier_id))
    return whom.numbers([found])[found.id]


def call_list(officer_id: uuid.UUID, offices: Offices) -> list[tuple[Line, list[str]]]:
    """Everybody's numbers for a file; how many were taken is written to the trail."""
    told = whom.call_list(offices)
    with transaction():
        staff.record_act("unreached.list", "untold", "all", officer_id, people=len(told))
    return told


def record_call(
    untold_id: uuid.UUID, officer_id: uuid.UUID, offices: Offices, note: str, *, told: bool
) -> None:
    """Somebody called: told, and the line leaves the list; or not, and it stays with one more try."""
    with transaction() as session:
        _locked(session, untold_id, offices)
        deed = Deed.CALLED if told else Deed.NO_ANSWER
        _add(session, untold_id, officer_id, deed, note)
        staff.record_act("unreached.call", "untold", untold_id, officer_id, told=told)
        if told:
            _leave(session, untold_id, Closed.CALLED)


def give_up(untold_id: uuid.UUID, officer_id: uuid.UUID, offices: Offices, reason: str) -> None:
    """Nobody tries any more, and why; the line leaves the list."""
    with transaction() as session:
        _locked(session, untold_id, offices)
        _add(session, untold_id, officer_id, Deed.GAVE_UP, reason)
        staff.record_act("unreached.give_up", "untold", untold_id, officer_id)
        _leave(session, untold_id, Closed.GIVEN_UP)


def send_again(untold_id: uuid.UUID, officer_id: uuid.UUID, offices: Offices) -> bool:
    """Owe just this message once more to whoever can be written to now; False when there is nobody new.

    Of two officers who press at once one sends: the other is told (Conflict).
    """
    with transaction() as session:
        found = _locked(session, untold_id, offices)
        if not _resend(session, found, whom.people(found).people):
            return False
        _add(session, untold_id, officer_id, Deed.SENT_AGAIN, None)
        staff.record_act("unreached.again", "untold", untold_id, officer_id)
        return True


def mend(untold_id: uuid.UUID, officer_id: uuid.UUID, offices: Offices, number: str) -> bool:
    """Keep the number the person really uses, with their yes, and send just this message there.

    False when nobody with that number is known to the Official Account yet: the line stays, news to come go
    to the new number. Raises Refused for what is no phone number.
    """
    with transaction() as session:
        found = _locked(session, untold_id, offices)
        mark = dossiers.add_contact(found.dossier_id, number)
        citizens.agree(
            Purpose.DOSSIER_NOTIFY,
            fingerprint=mark,
            dossier_id=found.dossier_id,
            text_version=consent_version(),
            channel="desk",
            evidence=f"untold:{untold_id}:{mark[:16]}",
            officer_id=officer_id,
        )
        _add(session, untold_id, officer_id, Deed.MENDED, None)
        staff.record_act("unreached.mend", "untold", untold_id, officer_id)
        return _resend(session, found, reach.of(mark).people)


def _resend(session: Session, found: Line, people: Sequence[uuid.UUID]) -> bool:
    if not people:
        return False
    if found.intent_id is not None:
        return again.send_again(found.id, people) is not None
    told = notices.tell_last(found.dossier_id, people)
    if not (dossiers.tell_last(found.dossier_id, people) if told is None else told):
        return False
    newest = session.scalar(
        select(Intent.id)
        .where(Intent.subject_id == found.dossier_id, Intent.citizen_id.in_(people))
        .order_by(Intent.subject_version.desc(), Intent.created_at.desc())
        .limit(1)
    )
    if newest is not None:
        again.attach(found.id, newest)
    return True


def _locked(session: Session, untold_id: uuid.UUID, offices: Offices) -> Line:
    """The line, held until the commit; one that is over is a Conflict, another office's is Missing."""
    session.execute(select(Untold.id).filter_by(id=untold_id).with_for_update())
    found = unreached.line(untold_id, offices)
    if found.closed_at is not None or found.is_under_way:
        raise Conflict("somebody was here before")
    return found


def _add(session: Session, untold_id: uuid.UUID, by: uuid.UUID, deed: Deed, note: str | None) -> None:
    session.add(UntoldDeed(untold_id=untold_id, deed=deed, note=note or None, by=by, at=clock.now()))
    session.flush()


def _leave(session: Session, untold_id: uuid.UUID, how: Closed) -> None:
    if not worklist.close(session, [untold_id], how):
        raise Missing("not on the list any more")
