"""What an apology gives to people: its paper, and a message to everybody who may be told."""

import datetime as dt
import uuid

from portal.core import clock, settings
from portal.core.clock import day
from portal.core.db import db
from portal.dossiers.models import Dossier
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
    """Owe the message to whoever agreed; how many people. A sensitive dossier gets the neutral words."""
    people = telling.audience([state]).get(dossier.id, [])
    if not people:
        return 0
    kind, title = telling.NEUTRAL if is_sensitive(dossier.field_name) else (KIND, BUTTON)
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
