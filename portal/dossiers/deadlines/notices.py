"""What an apology gives to people: its paper, and a message to everybody who may be told."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from portal.core import clock, settings
from portal.core.clock import day
from portal.core.db import db, transaction
from portal.dossiers.deadlines.models import Apology
from portal.dossiers.models import Dossier, StatusEvent
from portal.dossiers.operations import links, telling
from portal.dossiers.operations.history import State
from portal.dossiers.papers import operations as papers
from portal.dossiers.papers import printing, sources
from portal.dossiers.papers.models import PaperKind
from portal.dossiers.queries.privacy import is_sensitive
from portal.notifications import operations as notifications
from portal.notifications.messages import Button
from portal.notifications.operations import Owed
from portal.places.models import Office

KIND = "dossier_apology"
BUTTON = "Xem văn bản"
REASON = "cơ quan giải quyết chưa hoàn thành việc giải quyết hồ sơ trong thời hạn đã hẹn"


def paper(dossier: Dossier, passed: dt.date, new_day: dt.date) -> uuid.UUID:
    """The apology as a paper, numbered; its id. Its day is today."""
    from_office = _office(dossier)
    facts = sources.common(dossier, from_office, printing.phones(dossier.id))
    reason = f"{REASON[0].upper()}{REASON[1:]}."
    facts |= sources.apology(passed, new_day, reason, settings.get().apology_signer)
    return papers.issue(dossier.id, PaperKind.APOLOGY, f"{passed:%Y%m%d}", clock.today(), facts).id


def owe(state: State, dossier: Dossier, passed: dt.date, new_day: dt.date) -> int:
    """Owe the message to whoever agreed; how many people. A sensitive dossier gets the neutral words.

    Where consent was given and nobody with the number is known, the officers' list has it.
    """
    people = telling.audience([state]).get(dossier.id, [])
    if not people:
        met = telling.note_untold([(state, dossier.version, _kind(dossier)[0])])
        people = met.get(dossier.id, [])
    if not people:
        return 0
    return _owe(dossier, passed, new_day, people)


def tell_last(dossier_id: uuid.UUID, people: Sequence[uuid.UUID]) -> int | None:
    """Owe the apology to people who were not known when it was made; how many messages are new.

    None where an apology is not the last news of the dossier: then its last status is to be told.
    """
    with transaction() as session:
        dossier = session.scalar(select(Dossier).filter_by(id=dossier_id).with_for_update())
        made = select(Apology).filter_by(dossier_id=dossier_id).order_by(Apology.made_at.desc()).limit(1)
        apology = session.scalar(made)
        if dossier is None or apology is None:
            return None
        status = select(StatusEvent.received_seq).filter_by(dossier_id=dossier_id, version=dossier.version)
        if session.scalar(status.limit(1)) is not None:
            return None
        return _owe(dossier, apology.due_on, apology.new_due_on, people)


def _kind(dossier: Dossier) -> tuple[str, str]:
    return telling.NEUTRAL if is_sensitive(dossier.field_name) else (KIND, BUTTON)


def _owe(dossier: Dossier, passed: dt.date, new_day: dt.date, people: Sequence[uuid.UUID]) -> int:
    kind, title = _kind(dossier)
    params = {"code": dossier.code} if kind != KIND else _params(dossier, passed, new_day)
    tokens = links.make_links([(dossier.id, "message") for _ in people])
    return notifications.notify(
        [
            Owed(who, kind, "dossier", dossier.id, dossier.version, params, (_button(title, token),))
            for who, token in zip(people, tokens, strict=True)
        ]
    )


def _button(title: str, token: str) -> Button:
    return Button(title, "url", f"{links.link_address(token)}#giay-to")


def _params(dossier: Dossier, passed: dt.date, new_day: dt.date) -> dict[str, str]:
    office = _office(dossier)
    return {
        "code": dossier.code,
        "unit": dossier.unit_name or (office.name if office else None) or sources.UNIT,
        "procedure": dossier.procedure_name or "theo giấy tiếp nhận hồ sơ",
        "reason": REASON,
        "date": day(passed),
        "due": day(new_day),
    }


def _office(dossier: Dossier) -> Office | None:
    return db.session.get(Office, dossier.office_id) if dossier.office_id else None
