"""The sample board of Grafana asks only for figures that `/metrics` tells."""

import json
import re

from flask.testing import FlaskClient

from portal.core.settings import ROOT

BOARD = ROOT / "deploy/grafana/portal.json"
# Not told before there is a token, or an event: known by name where they are made.
LATER = ("portal_zalo_token_expires_in_seconds", "portal_zalo_token_consent_ends_in_seconds")


def test_every_figure_of_the_board_is_told(client: FlaskClient) -> None:
    told = {
        line.split()[0].partition("{")[0]
        for line in client.get("/metrics").text.splitlines()
        if line and not line.startswith("#")
    }
    panels = json.loads(BOARD.read_text("utf-8"))["panels"]
    asked = " ".join(one["expr"] for panel in panels for one in panel.get("targets", ()))
    named = set(re.findall(r"\bportal_[a-z_]+\b", re.sub(r'"[^"]*"', "", asked)))
    assert len(named) > 10
    assert named - set(LATER) <= told, named - told
    for pattern in set(re.findall(r'__name__=~"([^"]+)"', asked)):
        assert any(re.fullmatch(pattern, one) for one in told), pattern
    taken = [(one["gridPos"]["x"], one["gridPos"]["y"]) for one in panels]
    assert len(taken) == len(set(taken))


def test_figures_of_a_token_keep_their_names() -> None:
    source = (ROOT / "portal/doors/health.py").read_text("utf-8")
    for name in LATER:
        kind = name.removeprefix("portal_zalo_token_").removesuffix("_seconds")
        assert f'"{kind}":' in source
