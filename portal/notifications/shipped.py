"""The wordings that come along as files: every change of a file becomes the next version."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.core.settings import ROOT
from portal.notifications import messages
from portal.notifications.leases import CHANNEL
from portal.notifications.models import MessageTemplate

LOCALE = "vi"
FILES = ROOT / "templates" / "zalo"


def load_templates(folder: Path = FILES) -> int:
    """Take the files of templates/zalo; a changed file becomes the next version. How many are new.

    A wording that staff wrote is not touched: only files are compared with what files said before.
    """
    said = {path.stem: _read(path) for path in sorted(folder.glob("*.txt"))}
    with transaction() as session:
        told, last = _told(session, said)
        changed = [kind for kind, body in said.items() if told.get(kind) != body]
        if not changed:
            return 0
        rows = [
            {
                "kind": kind,
                "channel": CHANNEL,
                "locale": LOCALE,
                "version": last.get(kind, 0) + 1,
                "body": said[kind],
                "created_at": clock.now(),
            }
            for kind in changed
        ]
        made = insert(MessageTemplate).values(rows).on_conflict_do_nothing()
        return len(session.scalars(made.returning(MessageTemplate.id)).all())


def _read(path: Path) -> str:
    body = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).strip()
    messages.holes(body)
    return body


def _told(session: Session, kinds: Iterable[str]) -> tuple[dict[str, str], dict[str, int]]:
    """By kind: what its file said last, and the newest version of all."""
    rows = session.execute(
        select(
            MessageTemplate.kind,
            MessageTemplate.version,
            MessageTemplate.created_by.is_(None).label("came_along"),
            MessageTemplate.body,
        )
        .where(
            MessageTemplate.kind.in_(list(kinds)),
            MessageTemplate.channel == CHANNEL,
            MessageTemplate.locale == LOCALE,
        )
        .order_by(MessageTemplate.version)
    ).all()
    return {row.kind: row.body for row in rows if row.came_along}, {row.kind: row.version for row in rows}
