"""Three kinds of keys of a one-stop system: for the real thing, for guests alone, for rehearsing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from sqlalchemy import select

from portal.core.crypto import fingerprint
from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.dossiers.forms import DossierRecord, ProgressRecord, Refusal
from portal.dossiers.models import ApiClient, Dossier, DossierContact
from portal.dossiers.operations.clients import LIVE, new_secret
from portal.zalo import guests

Read = DossierRecord | ProgressRecord


class Kind(StrEnum):
    """What may come of a call signed with such a key."""

    LIVE = "live"  # all that was agreed
    GUESTS = "guests"  # dossiers whose every phone is a guest's; only guests are told
    TEST = "test"  # judged as the real thing, and nothing of it is kept or told


def of(name: str) -> Mapping[Kind, tuple[str, ...]]:
    """The keys of a client by kind, newest first; none for one we do not know or have shut out."""
    row = db.session.execute(
        select(ApiClient.secrets).filter_by(name=name, is_active=True)
    ).scalar_one_or_none()
    return {kind: tuple((row or {}).get(kind.value, ())) for kind in Kind}


def make(name: str, kind: Kind) -> str:
    """A new key beside the newest one of its kind, the oldest falls away; Missing for an unknown client.

    So a vendor changes over without a gap: make one, use it, retire the old one. A repeat makes another.
    """
    secret = new_secret()
    with transaction():
        row = _locked(name)
        row.secrets = {**row.secrets, kind.value: [secret, *row.secrets.get(kind.value, ())][:LIVE]}
    return secret


def retire(name: str, kind: Kind, *, whole: bool = False) -> int:
    """Only the newest key of a kind is valid from now on, or none at all; how many fell away."""
    with transaction():
        row = _locked(name)
        held = row.secrets.get(kind.value, [])
        kept = [] if whole else held[:1]
        row.secrets = {**row.secrets, kind.value: kept}
    return len(held) - len(kept)


def _locked(name: str) -> ApiClient:
    row = db.session().scalars(select(ApiClient).filter_by(name=name).with_for_update()).one_or_none()
    if row is None:
        raise Missing("no such client")
    return row


def strangers(records: Sequence[object], reads: Callable[[object], Read]) -> set[int]:
    """Places of records a guests' key may not bring: a phone of theirs, told now or before, is no guest's.

    What cannot be read is left to the intake, which says why.
    """
    told = {place: one for place, raw in enumerate(records) if (one := _read(reads, raw)) is not None}
    numbers = guests.listed().numbers
    known = (
        select(Dossier.code, DossierContact.fingerprint)
        .outerjoin(DossierContact, DossierContact.dossier_id == Dossier.id)
        .where(Dossier.code.in_(sorted({one.code for one in told.values()})))
    )
    foreign = {row.code for row in db.session.execute(known) if row.fingerprint not in numbers}
    return {
        place
        for place, one in told.items()
        if one.code in foreign or any(fingerprint(number) not in numbers for number in _numbers(one))
    }


def _read(reads: Callable[[object], Read], raw: object) -> Read | None:
    try:
        return reads(raw)
    except Refusal:
        return None


def _numbers(one: Read) -> Iterator[str]:
    if isinstance(one, DossierRecord):
        for numbers in one.contacts().values():
            yield from numbers
