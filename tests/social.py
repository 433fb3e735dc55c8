"""A citizen who signs in at the pretend Zalo: what a browser would do there, without a browser."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode, urlsplit

from portal.core import settings
from zalosim.identity import Identity
from zalosim.server import Sim

AN_ID, AN_BY_APP = "6713920485510237746", "3390176254408815527"
AN = {
    "user_id": AN_ID,
    "user_id_by_app": AN_BY_APP,
    "name": "Nguyễn Văn An",
    "phone": "84901234567",
    "is_following": True,
}


@contextmanager
def social_zalo(**over: object) -> Iterator[Sim]:
    """The simulator with An in it; the portal of this process asks it."""
    with Sim(identity=Identity(), people=[AN]) as running:
        bases = dict.fromkeys(("zalo_oauth_base", "zalo_graph_base"), running.url)
        changed = settings.get().model_copy(update={**bases, **over})
        with patch.object(settings, "get", lambda: changed):
            yield running


def decide(address: str, decision: str = "approve", user_id: str = AN_ID) -> str:
    """Press a button of the consent page; the address Zalo sends the browser back to."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    body = urlencode({**asked, "decision": decision, "user_id": user_id})
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", parts.path, body, headers)
        answer = line.getresponse()
        answer.read()
        return answer.headers["Location"]
    finally:
        line.close()


def returned(address: str) -> dict[str, str]:
    """What the way back carries."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
