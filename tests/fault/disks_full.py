"""Really full disks beside the database's: `python -m tests.fault.disks_full` (root). Exit code 0: all held.

A small disk carries the home. Photos of feedback: a text is never lost, no half file stays, and it works
again once there is room. The journal of tokens: allocated beforehand, so changing goes on; without room for a
new journal nobody asks Zalo for a token, and it goes on by itself later.
"""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.app import create_app
from portal.core import images
from portal.core.db import db
from portal.supervisor import services
from portal.supervisor.services import Pair
from tests.conftest import SECRETS
from tests.fault import closing, token_house, web
from tests.fault.house import forget
from tests.fault.small_disk import fill, mounted
from tests.fault.token_stub import TokenStub
from tests.web.feedback.forms import code_in, opened, picture, sent

TIMES = 3
CHANGES = 30
WAIT = 48
SECONDS = 5  # of processes that would ask
Part = tuple[dict[str, object], list[str]]


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte left, until the end."""
    ballast = fill(disk)
    try:
        yield
    finally:
        ballast.unlink()


def photos(pair: Pair, disk: Path) -> Part:
    """Feedback with a photo, the disk being full; then with room again."""
    folder = disk / "home"
    folder.mkdir()
    os.environ.update(
        {"DATABASE_URL": pair.database_url, "REDIS_URL": pair.redis_url, "PORTAL_HOME": str(folder)}
    )
    web.schema()
    forget()
    app, wrong, refused, taken = create_app(), list[str](), 0, 0
    app.testing = True
    for n in range(TIMES):
        browser = app.test_client()
        hidden = opened(browser)
        with full(disk):
            answer = sent(browser, hidden, picture(size=(900 + n, 700)))
            refused += answer.status_code == 422
            if answer.status_code != 422 or "Hẻm 12" not in answer.text or "hết chỗ" not in answer.text:
                wrong.append(f"full: {answer.status_code}, or text or sentence lost")
            if browser.get("/ho-so/").status_code != 200:
                wrong.append("look-ups stopped")
        with app.app_context():
            left = [one for one in images.folder().rglob("*") if one.is_file()]
        if len(left) != taken:
            wrong.append(f"{len(left) - taken} half files stayed")
        code_in(sent(browser, opened(browser), picture(size=(900 + n, 700))))
        taken += 1
    with app.app_context():
        db.engine.dispose()
    return {"photos refused, text kept": refused, "photos taken with room again": taken}, wrong


def tokens(pair: Pair, disk: Path) -> Part:
    """Tokens are changed all the time; the disk is full with the journal there, then without it."""
    folder, figures, wrong = disk / "tokens", dict[str, object](), list[str]()
    folder.mkdir()
    with TokenStub(kills_old_access=True) as stub:
        house = token_house.moved_in(pair, stub, folder, WAIT).open(4)
        try:
            house.wait_changes(5, 60)
            with full(disk):
                before = stub.changes
                if not house.wait_changes(before + CHANGES, 60):
                    wrong.append("a full disk stopped the changes")
                figures["changes on a full disk"] = stub.changes - before
        finally:
            house.close()
            sys.stderr.write((folder / "house.log").read_text(errors="replace")[-1000:])
        if house.ours() != (stub.access, stub.refresh):
            wrong.append("the live pair is not ours")
        figures |= {"changes": stub.changes, "tokens used twice": len(stub.reused)}
    return figures, wrong + (["a token was used twice"] if stub.reused else [])


def without_journal(pair: Pair, disk: Path) -> Part:
    """No room for a journal from the start: no token is asked for; with room it goes on by itself."""
    folder, wrong = disk / "bare", list[str]()
    folder.mkdir()
    with TokenStub(kills_old_access=True) as stub:
        house = token_house.moved_in(pair, stub, folder, WAIT)
        try:
            with full(disk):
                house.open(4)
                time.sleep(SECONDS)
                asked = stub.asked
            if asked:
                wrong.append(f"{asked} tokens were asked for without a journal")
            if not house.wait_changes(3, 60):
                wrong.append("nothing went on with room again")
        finally:
            house.close()
        if house.ours() != (stub.access, stub.refresh):
            wrong.append("the live pair is not ours")
    return {"asked for without a journal": asked, "changes with room again": stub.changes}, wrong


def main() -> int:
    logging.disable(logging.CRITICAL)
    os.environ.update(SECRETS)
    with tempfile.TemporaryDirectory(prefix="portal-disks-") as name:
        root = Path(name)
        with mounted(root / "small", "8m") as disk:
            if disk is None:
                sys.stdout.write("SKIPPED full disks: nothing may be mounted here\n")
                return 0
            with services.embedded(root / "pair", durable=False) as pair:
                said, wrong = photos(pair, disk)
                figures, more = tokens(pair, disk)
                bare, most = without_journal(pair, disk)
    return closing.close(
        "Full disks: photos and the journal of tokens", said | figures | bare, wrong + more + most
    )


if __name__ == "__main__":
    sys.exit(main())
