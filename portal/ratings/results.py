"""Results per office, procedure or month, each with those asked and the cases beside it."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal_column, select, text

from portal.core import clock
from portal.core.db import db
from portal.dossiers.models import Dossier, Status
from portal.feedback.models import Feedback
from portal.notifications.models import Intent, State
from portal.places.models import Office
from portal.procedures.models import Procedure
from portal.ratings import answers
from portal.ratings.lines import By, Line, Scope
from portal.ratings.models import About, Rating

ASKING = ("dossier_returned", "dossier_rejected")  # each has its button, or five of its own go with it
ENDED = (Status.RETURNED, Status.REJECTED)
SECONDS = 30


def lines(scope: Scope, by: By) -> list[Line]:
    """The rows of a table: months in their order, others by how many spoke, then by cases."""
    db.session.execute(text(f"SET LOCAL statement_timeout = {SECONDS * 1000}"))
    found: dict[str, Line] = {}
    for key, score, count in db.session.execute(_rated(scope, by)):
        found.setdefault(key or "", Line(key or "")).scores[score] = count
    if counted := _counted(scope, by):
        cases, asked = counted
        for key, count in db.session.execute(cases):
            found.setdefault(key or "", Line(key or "")).cases = count
        for key, count in db.session.execute(asked):
            found.setdefault(key or "", Line(key or "")).asked = count
        for line in found.values():
            line.cases, line.asked = line.cases or 0, line.asked or 0
    _name(found, by)
    if by is By.MONTH:
        return sorted(found.values(), key=lambda line: line.key)
    return sorted(found.values(), key=lambda line: (-line.n, -(line.cases or 0), line.name))


def _month(moment: Any) -> ColumnElement[str]:
    # Literals, so that the database sees one expression where it selects and where it groups.
    zone: ColumnElement[str] = literal_column("'Asia/Ho_Chi_Minh'")
    form: ColumnElement[str] = literal_column("'YYYY-MM'")
    return func.to_char(func.timezone(zone, moment), form)


def _key(by: By, office: Any, procedure: Any, moment: Any) -> ColumnElement[Any]:
    if by is By.MONTH:
        return _month(moment)
    return cast(office, Text) if by is By.OFFICE else procedure


def _bounds(scope: Scope) -> tuple[dt.datetime, dt.datetime]:
    first, before = (clock.midnight(day) for day in (scope.first, scope.before))
    return first, before


def within(scope: Scope, table: Any, moment: Any) -> list[ColumnElement[bool]]:
    """The clauses that keep rows of a table to a scope."""
    first, before = _bounds(scope)
    where = [moment >= first, moment < before]
    if scope.offices is not None:
        where.append(table.office_id.in_(scope.offices))
    if scope.office_id is not None:
        where.append(table.office_id == scope.office_id)
    if scope.procedure_code is not None:
        where.append(table.procedure_code == scope.procedure_code)
    return where


def _rated(scope: Scope, by: By) -> Select[Any]:
    key = _grouping(by, Rating, Rating.rated_at)
    where = [Rating.about == scope.about, *within(scope, Rating, Rating.rated_at)]
    return select(key, Rating.score, func.count()).where(*where).group_by(key, Rating.score)


def _counted(scope: Scope, by: By) -> tuple[Select[Any], Select[Any]] | None:
    """How many cases there were and how many were asked; None: nobody knows how many came to a counter."""
    if scope.about is About.DOSSIER:
        return _ended(scope, by), _asked(scope, by)
    if scope.about is About.VISIT or by is By.PROCEDURE or scope.procedure_code is not None:
        return None
    where = answers.within(*_bounds(scope))
    if scope.offices is not None:
        where.append(Feedback.office_id.in_(scope.offices))
    if scope.office_id is not None:
        where.append(Feedback.office_id == scope.office_id)
    key = _key(by, Feedback.office_id, None, Feedback.answered_at)
    return answers.answered(key, where), answers.asked(key, where)


def _ended(scope: Scope, by: By) -> Select[Any]:
    key = _grouping(by, Dossier, Dossier.event_time)
    where = [Dossier.status.in_(ENDED), *within(scope, Dossier, Dossier.event_time)]
    return select(key, func.count()).where(*where).group_by(key)


def _asked(scope: Scope, by: By) -> Select[Any]:
    key = _grouping(by, Dossier, Dossier.event_time)
    sent = and_(
        Intent.subject_id == Dossier.id,
        Intent.kind.in_(ASKING),
        Intent.state.in_((State.SENT, State.UNKNOWN)),
    )
    where = [Dossier.status.in_(ENDED), *within(scope, Dossier, Dossier.event_time)]
    return select(key, func.count(Dossier.id.distinct())).join(Intent, sent).where(*where).group_by(key)


def _grouping(by: By, table: Any, moment: Any) -> ColumnElement[Any]:
    return _key(by, table.office_id, table.procedure_code, moment)


def _name(found: dict[str, Line], by: By) -> None:
    """Names of offices and procedures; months and codes we do not know stay as they are."""
    names: dict[str, str] = {}
    keys = [key for key in found if key]
    if by is By.OFFICE and keys:
        rows = select(Office.id, Office.name).where(Office.id.in_([uuid.UUID(key) for key in keys]))
        names = {str(row.id): row.name for row in db.session.execute(rows)}
    elif by is By.PROCEDURE and keys:
        known = select(Procedure.code, Procedure.name).where(Procedure.code.in_(keys))
        names = {row.code: row.name for row in db.session.execute(known)}
    elif by is By.MONTH:
        names = {key: f"{key[5:]}/{key[:4]}" for key in keys}
    for key, line in found.items():
        line.name = names.get(key, key)
