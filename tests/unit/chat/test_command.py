"""The operator's view of the inbox."""

import pytest
from flask import Flask

from portal.chat import handling, jobs, operations
from portal.chat.operations import working
from portal.cli import inbox
from tests.zalo_events import followed, mac_of, raw_of


def test_the_inbox_is_told_in_a_line_and_tried_again(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    raw = raw_of(body := followed())
    operations.receive(raw, mac_of(raw, body["timestamp"]))
    monkeypatch.setattr(handling, "handle", broken)
    monkeypatch.setattr(working, "MOST_TRIES", 1)
    jobs.drain()
    runner = ctx.test_cli_runner()
    assert "0 waiting, 1 given up, 0 set aside" in runner.invoke(inbox).output
    assert "1 events are due once more" in runner.invoke(inbox, ["--again"]).output
    assert runner.invoke(inbox).output.strip() == "1 waiting, 0 given up, 0 set aside"
