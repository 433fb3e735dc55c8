"""The wordings that come along as files: every change of a file becomes the next version."""

import unicodedata
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.notifications import messages, voices
from portal.notifications.models import MessageTemplate

Key = tuple[str, str, str]
"""Kind, channel, locale."""


def load_templates(folder: Path | None = None) -> int:
    """Take the files of every voice (a `folder` given: its files as words on Zalo); how many are new.

    A changed file becomes the next version. A wording that staff wrote is not touched: only files are
    compared with what files said before.
    """
    said = _files([(voices.USUAL, folder)] if folder else [(one, one.folder) for one in voices.ALL])
    with transaction() as session:
        told, last = _told(session, said)
        rows = [
            {
                "kind": key[0],
                "channel": key[1],
                "locale": key[2],
                "version": last.get(key, 0) + 1,
                "body": body,
                "created_at": clock.now(),
            }
            for key, body in said.items()
            if told.get(key) != body
        ]
        if not rows:
            return 0
        made = insert(MessageTemplate).values(rows).on_conflict_do_nothing()
        return len(session.scalars(made.returning(MessageTemplate.id)).all())


def _files(folders: list[tuple[voices.Voice, Path]]) -> dict[Key, str]:
    return {
        (path.stem, voice.channel, voice.locale): _read(path)
        for voice, folder in folders
        for path in sorted(folder.glob("*.txt"))
    }


def _read(path: Path) -> str:
    body = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).strip()
    messages.holes(body)
    return body


def _told(session: Session, said: dict[Key, Any]) -> tuple[dict[Key, str], dict[Key, int]]:
    """By kind, channel and locale: what its file said last, and the newest version of all."""
    wanted = or_(*(voice.own for voice in voices.ALL))
    rows = session.execute(
        select(
            MessageTemplate.kind,
            MessageTemplate.channel,
            MessageTemplate.locale,
            MessageTemplate.version,
            MessageTemplate.created_by.is_(None).label("came_along"),
            MessageTemplate.body,
        )
        .where(MessageTemplate.kind.in_({kind for kind, _, _ in said}), wanted)
        .order_by(MessageTemplate.version)
    ).all()
    told = {(row.kind, row.channel, row.locale): row.body for row in rows if row.came_along}
    return told, {(row.kind, row.channel, row.locale): row.version for row in rows}
