"""The officer's approval of a procedure's text, and taking it back."""

import uuid

from sqlalchemy import select

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.procedures.forms import ProcedureFacts
from portal.procedures.models import Procedure, ProcedureVersion
from portal.staff import operations as staff


def approve(code: str, version_id: int, user_id: uuid.UUID) -> None:
    """An officer stands by the text that was read; writes it into the audit trail. A repeat changes nothing.

    Raises Conflict when another version came into force in the meantime.
    """
    _decide(code, version_id, user_id, approved=True)


def unapprove(code: str, version_id: int, user_id: uuid.UUID) -> None:
    """Take the approval back: the page shows the text as a draft again. A repeat changes nothing."""
    _decide(code, version_id, user_id, approved=False)


def _decide(code: str, version_id: int, user_id: uuid.UUID, *, approved: bool) -> None:
    with transaction() as session:
        version = session.scalars(
            select(ProcedureVersion)
            .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
            .where(Procedure.code == code, ProcedureVersion.valid_to.is_(None))
            .with_for_update(of=ProcedureVersion)
        ).one_or_none()
        if version is None:
            raise Missing("procedure")
        if version.id != version_id or not ProcedureFacts.model_validate(version.payload).is_rich:
            raise Conflict("the text in force is another one")
        if (version.approved_at is not None) == approved:
            return
        version.approved_at = clock.now() if approved else None
        version.approved_by = user_id if approved else None
        act = "procedure.approved" if approved else "procedure.unapproved"
        staff.record_act(act, "procedure_version", version.id, user_id=user_id, code=code)
