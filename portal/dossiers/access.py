"""What a browser may see: its short session remembers a printed code, and dossiers whose link it opened."""

import uuid

from flask import session

from portal.core import clock

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


def grant(dossier_id: uuid.UUID) -> None:
    """Let this browser see one dossier for half an hour."""
    session.permanent = True
    now = _now()
    kept = {key: until for key, until in session.get(_GRANTS, {}).items() if until > now}
    kept.pop(dossier_id.hex, None)
    newest = dict(list(kept.items())[-(MOST - 1) :])
    session[_GRANTS] = {**newest, dossier_id.hex: now + SECONDS}


def is_granted(dossier_id: uuid.UUID) -> bool:
    """Has this browser opened that dossier's link within half an hour?"""
    until: int = session.get(_GRANTS, {}).get(dossier_id.hex, 0)
    return until > _now()
