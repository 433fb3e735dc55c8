"""Taking what the one-stop system tells: one transaction a batch, each record judged alone."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.dossiers.forms import Complaint, Refusal, doubts, read_dossier
from portal.dossiers.mapping import noting
from portal.dossiers.mapping import queries as mapping
from portal.dossiers.operations import consents, history, links, rows, telling
from portal.dossiers.operations.history import Told

log = logging.getLogger(__name__)
TRIES = 5


@dataclass(frozen=True)
class Result:
    """What became of one record; `link` opens a new dossier and is told once, to be printed.

    `doubts` are taken as told: the sender hears of them, since nobody else could mend them.
    """

    code: str | None
    outcome: str  # applied, duplicate, older, refused
    complaints: tuple[Complaint, ...] = ()
    link: str | None = None
    doubts: tuple[Complaint, ...] = ()


def record_changes(
    client: str, webhook_id: str, records: Sequence[object], *, tell: bool = True
) -> list[Result]:
    """Write what was told, its history and the messages owed, in one commit; one result a record, in order.

    A record told before changes nothing; a late one is kept in the history and tells nobody. Should the
    database refuse the batch, its records are written one by one and only the bad ones are refused.
    """
    results: dict[int, Result] = {}
    good: list[Told] = []
    meanings = mapping.meanings(client)
    for place, raw in enumerate(records):
        try:
            good.append(history.read(place, read_dossier(raw), raw, meanings))
        except Refusal as refusal:
            results[place] = Result(refusal.code, "refused", refusal.complaints)
    with transaction() as session:
        if good:
            results |= _written(session, client, webhook_id, good, tell=tell)
        rows.mark_push(session, client)
    _note(client, webhook_id, results, good)
    return [results[place] for place in range(len(records))]


def _written(
    session: Session, client: str, webhook_id: str, good: list[Told], *, tell: bool
) -> dict[int, Result]:
    try:
        return _tried(session, client, webhook_id, good, tell=tell)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        log.warning("batch refused by the database webhook=%s error=%s", webhook_id, type(error).__name__)
    if len(good) == 1:
        return {good[0].place: Result(good[0].record.code, "refused", (Complaint("", "not_stored"),))}
    results: dict[int, Result] = {}
    for told in good:
        results |= _written(session, client, webhook_id, [told], tell=tell)
    return results


def _tried(
    session: Session, client: str, webhook_id: str, good: list[Told], *, tell: bool
) -> dict[int, Result]:
    """Apply all; again when somebody else made the same dossier just now."""
    for _ in range(TRIES):
        try:
            with session.begin_nested():
                return _applied(session, client, webhook_id, good, tell=tell)
        except rows.Raced:
            continue
    raise RuntimeError("dossiers changed under every try")


def _applied(
    session: Session, client: str, webhook_id: str, good: list[Told], *, tell: bool
) -> dict[int, Result]:
    states = rows.load(session, {told.record.code for told in good})
    results = {}
    for told, seq in zip(good, rows.numbers(session, len(good)), strict=True):
        code = told.record.code
        outcome = history.add(states[code], told, seq)
        results[told.place] = Result(code, outcome, doubts=doubts(told.record))
    touched = [state for state in states.values() if state.changes]
    rows.fill(touched)
    rows.write(session, touched, client, webhook_id)
    noting.note(client, {told.record.raw_status for told in good if told.status is None})
    consents.tick(session, [s for s in touched if s.is_changed], client, webhook_id)
    if tell:
        telling.owe(touched)
    printed = links.make_links([(s.id, "receipt") for s in touched if s.is_new])
    by_code = {s.code: token for s, token in zip((s for s in touched if s.is_new), printed, strict=True)}
    for told in good:
        link = by_code.pop(told.record.code, None)
        if link:
            results[told.place] = replace(results[told.place], link=links.link_address(link))
    return results


def _note(client: str, webhook_id: str, results: dict[int, Result], good: list[Told]) -> None:
    counts: dict[str, int] = {}
    for result in results.values():
        counts[result.outcome] = counts.get(result.outcome, 0) + 1
    unknown = sum(len(told.record.extra) for told in good)
    log.info("push client=%s webhook=%s outcomes=%s unknown_fields=%d", client, webhook_id, counts, unknown)
