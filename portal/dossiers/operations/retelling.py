"""Telling news of dossiers later than they came: to people not known then, or in words not known then."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.dossiers.forms import read_dossier
from portal.dossiers.mapping import queries as mapping
from portal.dossiers.models import Dossier, StatusEvent
from portal.dossiers.operations import history, telling
from portal.dossiers.operations.history import Change, State
from portal.dossiers.operations.rows import KEPT


def tell_last(dossier_id: uuid.UUID, people: Sequence[uuid.UUID]) -> int:
    """Owe the dossier's last status to these people, as intake would have; how many messages are new.

    The key is intake's own, so nobody is told the same thing twice. Raises Missing where there is no status
    that anybody may be told.
    """
    with transaction() as session:
        dossier = session.scalar(select(Dossier).filter_by(id=dossier_id).with_for_update())
        if dossier is None:
            raise Missing("no such dossier")
        event = session.scalar(select(StatusEvent).filter_by(dossier_id=dossier.id, version=dossier.version))
        if event is None or event.status is None:
            raise Missing("nothing to tell")
        row = {name: getattr(dossier, name) for name in KEPT}
        state = State(dossier.id, dossier.code, False, dossier.version, row=row)
        state.changes.append(change_of(event))
        return telling.owe_to(state, state.changes[0], people)


def change_of(event: StatusEvent) -> Change:
    """An event of the history as intake saw it, its code understood as it is meant now."""
    told = history.read(0, read_dossier(event.record), event.record, mapping.meanings(event.client))
    before = db.session.scalar(
        select(StatusEvent.status)
        .where(StatusEvent.dossier_id == event.dossier_id, StatusEvent.version.between(1, event.version - 1))
        .order_by(StatusEvent.version.desc())
        .limit(1)
    )
    is_payment = history.has_paid(before, told)
    return Change(told, event.received_seq, event.event_time, event.version, True, is_payment)
