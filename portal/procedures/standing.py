"""Which version of a procedure citizens see now: enough to know whether its page is made."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.core.db import db
from portal.core.reads import read_alone
from portal.procedures.forms import ProcedureFacts
from portal.procedures.models import Procedure, ProcedureVersion


@dataclass(frozen=True)
class Stands:
    """Which version of a procedure citizens see: equal ones say the same."""

    version_id: int
    digest: str
    is_approved: bool


def stands(code: str) -> Stands | None:
    """The version in force of a procedure that is not hidden; without its text."""
    row = read_alone(_STANDS, code=code)
    return Stands(row.version_id, row.digest, row.is_approved) if row else None


_STANDS = (
    select(
        ProcedureVersion.id.label("version_id"),
        ProcedureVersion.payload_hash.label("digest"),
        ProcedureVersion.approved_at.is_not(None).label("is_approved"),
    )
    .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
    .where(Procedure.code == bindparam("code"), ProcedureVersion.valid_to.is_(None), ~Procedure.is_hidden)
)


def facts_of(found: Stands) -> ProcedureFacts:
    """What that version says."""
    payload = select(ProcedureVersion.payload).filter_by(id=found.version_id)
    return ProcedureFacts.model_validate(db.session.execute(payload).scalar_one())
