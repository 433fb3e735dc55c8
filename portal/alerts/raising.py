"""Watched lines that somebody has to act on, told once when they begin and once when they are well again."""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from portal.alerts import operations
from portal.alerts.models import RaisedAlert
from portal.alerts.operations import Told
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.watch import Level, Line
from portal.notifications.messages import Button

WELL = "Đã ổn: {title}."


def look(lines: Iterable[Line], also: Callable[[str, str], None] | None = None) -> int:
    """Compare the lines with what is raised already; how many people were told. A repeat tells nobody.

    `also` gets a title and a text for each that is new, after the commit: another way to tell.
    """
    told, letters = 0, list[tuple[str, str]]()
    with transaction() as session:
        raised = {row.key: row for row in session.scalars(select(RaisedAlert).with_for_update())}
        for line in lines:
            row = raised.get(line.key)
            if line.level is Level.ACT and row is None:
                row = RaisedAlert(key=line.key, title=line.title, since=clock.now(), told=True)
                session.add(row)
                text = f"{line.title}: {line.said.rstrip('.')}. {line.todo}".strip()
                told += _tell(f"{line.key}:{row.since.isoformat()}", text)
                letters.append((line.title, text))
            elif line.level is Level.GOOD and row is not None:
                well = WELL.format(title=line.title)
                told += _tell(f"{line.key}:{row.since.isoformat()}:well", well)
                letters.append((well, well))
                session.delete(row)
    for title, text in letters if also else ():
        also(title, text)  # type: ignore[misc]
    return told


def _tell(key: str, text: str) -> int:
    """With the page of the runbook: what to do stands there."""
    path = f"/desk/van-hanh/so-tay/{key.split(':')[0]}/"
    page = Button("Mở sổ tay", "url", f"{settings.get().base_url}{path}")
    return operations.tell(Told("trouble", key, text, page))
