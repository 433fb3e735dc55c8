"""Plain builders of rows for tests; every value you do not name is sensible."""

from itertools import count
from typing import Any, TypeVar

from portal.core.db import Model, db

number = count(1)
Row = TypeVar("Row", bound=Model)


def keep(row: Row) -> Row:
    """Write a row at once."""
    db.session.add(row)
    db.session.commit()
    return row


def filled(given: dict[str, Any], **usual: Any) -> dict[str, Any]:
    """What was named, over what is usual."""
    return {**usual, **given}
