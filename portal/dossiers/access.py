"""What a browser may see: its short session remembers a printed code, and dossiers whose link it opened."""

import uuid
from typing import Any

from flask import session

from portal.core import clock
from portal.dossiers.operations import links
from portal.dossiers.operations.links import Opened

SECONDS = 30 * 60
CODE_SECONDS = 10 * 60
MOST = 5
_CODE, _GRANTS = "printed", "opened"


def _now() -> int:
    return int(clock.now().timestamp())


def keep_code(code: str) -> None:
    """Remember a printed code until the form has shown it."""
    session.permanent = True
    session[_CODE] = [code[:400], _now() + CODE_SECONDS]


def kept_code() -> str | None:
    """The printed code this browser came with, if it came just now."""
    code, until = session.get(_CODE) or (None, 0)
    return code if until > _now() else None


def grant(opened: Opened) -> None:
    """Let this browser see one dossier for half an hour, as long as the link it came by lives."""
    session.permanent = True
    now = _now()
    kept = {key: value for key, value in _kept().items() if value[0] > now}
    kept.pop(opened.dossier_id.hex, None)
    newest = dict(list(kept.items())[-(MOST - 1) :])
    session[_GRANTS] = {**newest, opened.dossier_id.hex: [now + SECONDS, opened.link_id.hex]}


def opened(dossier_id: uuid.UUID) -> Opened | None:
    """The link by which this browser opened that dossier within half an hour; a revoked one opens nothing."""
    until, link = _kept().get(dossier_id.hex) or (0, "")
    return links.reopened(uuid.UUID(link)) if until > _now() else None


def _kept() -> dict[str, list[Any]]:
    return {key: value for key, value in session.get(_GRANTS, {}).items() if isinstance(value, list)}
