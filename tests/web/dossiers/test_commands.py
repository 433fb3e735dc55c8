"""The commands around the machine interface, over a real socket."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from portal import cli
from portal.core import settings
from portal.core.db import db
from portal.dossiers import client, operations
from portal.dossiers.models import Dossier, Status
from tests.factories import told


@pytest.fixture
def address(ctx: Flask) -> Iterator[str]:
    """The portal on a free port."""
    server = make_server("127.0.0.1", 0, ctx, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_fresh_client_may_push_and_its_secret_is_shown_once(ctx: Flask, address: str) -> None:
    said = ctx.test_cli_runner().invoke(cli.api_client, ["vnpt"]).output.split()
    assert said[0] == "vnpt"
    answer = client.push(address, "vnpt", said[1], [told()])
    assert (answer.status, answer.first_outcome()) == (200, "applied")
    stored = str(db.session.execute(select(Dossier.client)).all())
    assert said[1] not in stored


def test_push_demo_moves_a_dossier(
    ctx: Flask, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = operations.new_secret()
    operations.ensure_client("demo", secret)
    (tmp_path / "secrets.env").write_text(f"ONE_STOP_DEMO_SECRET={secret}\n")
    here = settings.get().model_copy(update={"base_url": address, "portal_home": tmp_path})
    monkeypatch.setattr(settings, "get", lambda: here)
    run = ctx.test_cli_runner().invoke
    done = run(cli.push_demo, ["H44.12-260701-0012", "9", "--set", "TenTTHC=Tên thủ tục"])
    assert (done.exit_code, "applied" in done.output) == (0, True)
    made = db.session.scalars(select(Dossier)).one()
    assert (made.status, made.procedure_name) == (Status.RESOLVED, "Tên thủ tục")
    assert run(cli.push_demo, ["H44.12-260701-0012", "9", "--set", "NgayTra=x"]).exit_code == 1
    assert run(cli.push_demo, ["x", "9", "--secret", operations.new_secret()]).exit_code == 1


def test_push_demo_says_what_is_missing(ctx: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here = settings.get().model_copy(update={"base_url": "http://127.0.0.1:1", "portal_home": tmp_path})
    monkeypatch.setattr(settings, "get", lambda: here)
    run = ctx.test_cli_runner().invoke
    for arguments in (["x", "2"], ["x", "2", "--secret", operations.new_secret()]):
        done = run(cli.push_demo, arguments)
        assert done.exit_code == 2
        assert len(done.output.strip().splitlines()) == 1
