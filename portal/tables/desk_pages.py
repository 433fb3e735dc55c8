"""What the desk of look-up tables shows again and again: one table, one edition, a new one."""

import uuid
from typing import Any

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import sheet_words, web
from portal.core.errors import Missing
from portal.core.language import said
from portal.staff.access import Permission
from portal.tables import forms, kinds, messages, queries
from portal.tables.columns import unpacked
from portal.tables.models import WORK, State, TableEdition


def kind(name: str) -> kinds.Kind:
    """The kind of this name; raises Missing."""
    found = kinds.kinds().get(name)
    if found is None:
        raise Missing("kind")
    return found


def typed(form: forms.TableForm) -> tuple[str, str, str]:
    """Title, keyword and introduction as they were typed."""
    return form.title.data or "", form.keyword.data or "", form.intro.data or ""


def taken(form: forms.TableForm) -> forms.TableForm:
    """The form with the complaint that another table has this keyword."""
    form.keyword.errors = [_("Từ khóa này đã thuộc về một bảng khác.")]
    return form


def fresh(kind: kinds.Kind, form: forms.TableForm, status: int = 200) -> Response:
    """The page of a new table of this kind."""
    return web.desk_page(
        "tables/desk/new.html", status=status, kind=kind, form=form, has_sample=kinds.has_sample
    )


def table(table_id: uuid.UUID, status: int = 200, **values: Any) -> Response:
    """The page of one table with its editions."""
    table = queries.table(table_id)
    values.setdefault("form", forms.TableForm(obj=table))
    return web.desk_page(
        "tables/desk/table.html",
        status=status,
        table=table,
        kind=kinds.kinds().get(table.kind) or kinds.kinds()[kinds.OTHER],
        has_sample=kinds.has_sample,
        editions=queries.editions(table_id),
        **words(),
        **values,
    )


def edition(edition_id: uuid.UUID, status: int = 200, **values: Any) -> Response:
    """The page of one edition: how far it is, and what can be done next."""
    found = queries.edition(edition_id)
    table = queries.table(found.table_id)
    if found.header and found.state in {State.LOOKED, State.READY, State.REFUSED}:
        chosen = values.get("chosen") or _offered(found, table.kind, table.live_id)
        values["chosen"] = chosen.show(found.sample)
    return web.desk_page(
        "tables/desk/edition.html",
        fragment="tables/desk/_edition.html",
        status=status,
        edition=found,
        table=table,
        columns=unpacked(found.columns),
        is_working=found.state in WORK,
        told=complaint(found.problem) if found.problem else "",
        faults=queries.faults(edition_id) if found.rows_bad else [],
        preview=[] if found.state in WORK else queries.first_rows(edition_id),
        is_for_later=queries.is_for_later(table, found),
        may_publish=current_user.may(Permission.PUBLISH_TABLES),
        **words(),
        **values,
    )


def _offered(found: TableEdition, kind: str, live_id: uuid.UUID | None) -> forms.Chosen:
    """What was chosen before, or what the last edition and the kind make likely."""
    if found.columns:
        own = {column.at: column for column in unpacked(found.columns)}
        chosen = forms.offered(found.header, [own.get(at) for at in range(len(found.header))])
        chosen.document_no = found.document_no
        chosen.valid_from, chosen.valid_to = (_iso(found.valid_from), _iso(found.valid_to))
        return chosen
    before = unpacked(queries.edition(live_id).columns) if live_id else []
    known = kinds.kinds().get(kind) or kinds.kinds()[kinds.OTHER]
    return forms.offered(found.header, kinds.guessed(known, found.header, before))


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def complaint(problem: dict[str, Any]) -> str:
    """What is wrong with a file, in a sentence."""
    sentence, facts = sheet_words.problem(problem, messages.PROBLEMS)
    return said(sentence) % facts


def words() -> dict[str, Any]:
    """Names of states, roles and faults for templates."""
    return {"states": messages.STATES, "roles": messages.ROLES, "fault_words": messages.FAULTS}


def done(edition_id: uuid.UUID, told: str) -> AnyResponse:
    """Back to the edition, with what was done."""
    flash(told)
    return redirect(url_for("tables_desk.edition", edition_id=edition_id), 303)
