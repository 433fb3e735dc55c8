"""Plays every state once on a fresh province and keeps what was answered."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from portal.app import create_app
from portal.core import kept, pieces, schema
from portal.core.db import db
from portal.core.settings import ROOT
from tests import stock
from tests.conftest import EMPTY, database
from tests.states import (
    account,
    alerts,
    arriving,
    broadcast,
    catching_up,
    citizen,
    counter,
    deliveries,
    desk,
    dossiers,
    empty,
    feedback,
    figures,
    finding,
    inbox,
    journeys,
    media,
    mine,
    news,
    newsroom,
    operating,
    problems,
    procedures,
    ratings,
    tables,
    talks,
    upkeep,
    ways,
    webhook,
    wording,
    writing,
    zalo,
)
from tests.states.stage import Play, Seen, Stage

PLAYS: list[Play] = [
    procedures.play,
    journeys.play,
    upkeep.play,
    arriving.play,
    news.play,
    newsroom.play,
    tables.play,
    media.play,
    writing.play,
    figures.play,
    alerts.play,
    operating.play,
    finding.play,
    ratings.play,
    citizen.play,
    dossiers.play,
    feedback.play,
    desk.play,
    webhook.play,
    wording.play,
    catching_up.play,
    ways.play,
    broadcast.play,
    account.play,  # at its end the account may not send any more
    counter.play,
    inbox.play,
    mine.play,
    deliveries.play,
    zalo.play,
    talks.play,
    problems.play,
]


@dataclass
class Played:
    """All states as they were answered, and the templates that took part."""

    seen: list[Seen] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)  # states that were answered with another status


def play(app: Flask) -> Played:
    """Play them all; the tables are emptied before and left full."""
    told = Played()
    with app.app_context():
        room = pieces.room(app)
        room.clear()  # what is kept would take no part
        both = [(env, env.get_template) for env in (app.jinja_env, room.env)]
        for env, original in both:
            env.get_template = _noting(original, told)  # type: ignore[method-assign]
        try:
            _emptied()
            _played(Stage(app), [empty.play, webhook.empty, talks.empty, inbox.empty, wording.empty], told)
            _emptied()
            stock.province()
            _played(Stage(app), PLAYS, told)
        finally:
            for env, original in both:
                env.get_template = original  # type: ignore[method-assign]
    return told


def _noting(original: Callable[..., Any], told: Played) -> Callable[..., Any]:
    def noted(name: Any, *args: Any, **more: Any) -> Any:
        told.templates.add(str(getattr(name, "name", name)))
        return original(name, *args, **more)

    return noted


def _emptied() -> None:
    db.session.execute(EMPTY)
    db.session.commit()
    kept.shelf.clear()


def _played(stage: Stage, plays: list[Play], told: Played) -> None:
    for one in plays:
        for state in one.states:
            stage.forget_counts()
            answer = state.ask(stage)
            html = answer.get_data(as_text=True)
            if answer.status_code != state.status or answer.mimetype != "text/html":
                told.wrong.append(f"{state.name}: {answer.status_code} {answer.mimetype}\n{html[:500]}")
            path = getattr(getattr(answer, "request", None), "path", "/")
            told.seen.append(Seen(state.name, html, path))
            db.session.rollback()


def shared() -> Played:
    """The same for every process of one run: who asks first has them played, the others read what was kept.

    Played by a process of its own on a database of its own: beside a product that lives for other tests,
    relay and workers would write into the same tables.
    """
    folder = Path(os.environ.get("TEST_STOCK") or tempfile.mkdtemp(prefix="portal-states-"))
    file = folder / "states.json"
    folder.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            _played_apart(folder, file)
    seen, templates, wrong = json.loads(file.read_text("utf-8"))
    return Played([Seen(**one) for one in seen], set(templates), wrong)


def _played_apart(folder: Path, file: Path) -> None:
    apart = {
        "DATABASE_URL": database(os.environ["TEST_DATABASE_URL"], "test_states"),
        "REDIS_URL": f"{os.environ['TEST_REDIS_URL'].partition('?')[0]}?db=15",
        "PORTAL_HOME": str(folder / "states-home"),
    }
    command = [sys.executable, "-P", "-m", "tests.states", str(file)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | apart, capture_output=True, text=True)
    assert done.returncode == 0, f"the states could not be played:\n{done.stderr[-3000:]}"


def main(file: Path) -> None:
    """`python -m tests.states FILE`: play them in this process's own database and keep them in a file."""
    app = create_app()
    app.testing = True
    with app.app_context():
        schema.bring_up()
    told = play(app)
    lines = [asdict(one) for one in told.seen]
    file.with_suffix(".part").write_text(json.dumps([lines, sorted(told.templates), told.wrong]), "utf-8")
    file.with_suffix(".part").rename(file)
