"""What `deploy/` names exists: settings, commands, ports, folders of the image."""

import re
from pathlib import Path

import click
import pytest

from portal import commanding
from portal.core.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))


def test_the_example_of_settings_names_settings_alone() -> None:
    text = (DEPLOY / "portal.env.example").read_text("utf-8")
    named = set(re.findall(r"^#? ?([A-Z_]{5,})=", text, re.MULTILINE))
    known = {name.upper() for name in Settings.model_fields}
    assert named <= known, named - known
    required = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()}
    assert required <= named, "whoever copies it must be able to start"


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: str(one.name))
def test_every_unit_starts_a_program_that_is_there_and_ends_in_peace(unit: Path) -> None:
    text = unit.read_text("utf-8")
    command = re.search(r"^ExecStart=/srv/portal/\.venv/bin/(\S+) (.+)$", text, re.MULTILINE)
    assert command
    program, arguments = command.groups()
    if program == "portal":
        named = commanding.portal.commands[arguments.split()[0]]
        told = {part for option in named.params for part in option.opts}
        assert set(re.findall(r"--[a-z]+", arguments)) <= told
        assert isinstance(named, click.Command)
    else:
        flags, script, duty = arguments.split()[:3]
        assert flags == "-OO", "docstrings would cost a worker what the limit of its memory does not have"
        assert (ROOT / script).is_file()
        assert duty in {"relay", "work"}
    assert "KillSignal=SIGTERM" in text
    assert int(re.findall(r"TimeoutStopSec=(\d+)", text)[0]) >= 20, "a call under way may end (R10)"


def test_the_image_takes_folders_that_are_there() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists(), name


def test_nginx_speaks_to_the_ports_of_the_units_and_never_repeats_a_form() -> None:
    text = (DEPLOY / "nginx/portal.conf").read_text("utf-8")
    assert re.findall(r"server 127\.0\.0\.1:(\d+) ", text) == ["8001", "8002"]
    assert "non_idempotent;" not in text
    assert "X-Forwarded-For $remote_addr" in text, "what a stranger sends is not believed"
