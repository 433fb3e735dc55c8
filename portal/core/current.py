"""Has what citizens read changed: each web process asks twice a second, and tells whoever keeps copies.

The stamp `pages` is moved by triggers on every table that stands behind a page of citizens (migration 0024).
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.core import stamps
from portal.core.db import db

NAME = "pages"
SECONDS = 0.5
SECONDS_AWAY = 5.0  # how long the database is left alone after it did not answer

log = logging.getLogger(__name__)
_lock = Lock()


@dataclass
class _Known:
    value: uuid.UUID | None = None
    until: float = 0.0
    told: list[Callable[[], None]] = field(default_factory=list)


_known = _Known()


def on_change(call: Callable[[], None]) -> None:
    """Call this in each process soon after something that citizens read has changed."""
    _known.told.append(call)


def tell() -> None:
    """Tell the keepers of this process that something has changed; for who knows it without the stamp."""
    for call in _known.told:
        call()


def look(app: Flask) -> None:
    """Ask the database when it is time; one thread asks, the others go on with what was known meanwhile."""
    if time.monotonic() < _known.until or not _lock.acquire(blocking=False):
        return
    try:
        _look(app)
    finally:
        _lock.release()


def _look(app: Flask) -> None:
    seconds = SECONDS
    try:
        with app.app_context(), db.engine.connect() as connection:
            value = connection.scalar(select(stamps.Stamp.value).filter_by(name=NAME))
    except SQLAlchemyError as error:
        log.warning("whether pages changed is not known error=%s", type(error).__name__)
        seconds = SECONDS_AWAY
    else:
        if value != _known.value:
            _known.value = value
            tell()
    _known.until = time.monotonic() + seconds
