"""What travels to a phone: the first load, what must come before anything is seen, fragments, requests."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from portal.core import static
from tests import markup
from tests.states import played
from tests.states.stage import HX, Seen

KB = 1024
CRITICAL, FIRST_LOAD, FRAGMENT, REQUESTS = 20 * KB, 65 * KB, 6 * KB, 7
PARTS = {"css": 10 * KB, "js": 22 * KB, "woff2": 25 * KB}
# A page for officers that shows every part at once, and one for programmers, may be heavier.
HEAVY = {"/desk/design/", "/api/v1/docs"}


@pytest.fixture(scope="module")
def states() -> list[Seen]:
    """Every page and fragment as it was answered."""
    return [one for one in played.shared().seen if one.path not in HEAVY]


def _travels(client: FlaskClient, path: str) -> int:
    """Bytes of an answer's body over plain HTTP, where browsers take gzip alone."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    return len(answer.data)


def _loaded(html: str) -> list[str]:
    """What a phone asks for to show a page for the first time: fonts and sprite, too; no lazy pictures."""
    found = []
    for node in markup.parse(html).below():
        if node.tag == "link" and node.attrs.get("rel") in {"stylesheet", "preload", "icon"}:
            found.append(node.attrs["href"])
        if (node.tag == "script" and "src" in node.attrs) or (
            node.tag == "img" and node.attrs.get("loading") != "lazy"
        ):
            found.append(node.attrs["src"])
        if node.tag == "use":
            found.append(node.attrs["href"].partition("#")[0])
    return sorted(set(found))


def _packed(html: str) -> int:
    return len(gzip.compress(html.encode(), 6))


def test_pages_and_fragments_are_light(client: FlaskClient, states: list[Seen]) -> None:
    style = _travels(client, _of_kind(states[0].html, ".css")[0])
    heavy = []
    for one in states:
        weight = _packed(one.html)
        if one.is_whole and weight + style > CRITICAL:
            heavy.append(f"{one.name}: {weight} + {style} bytes before anything is seen")
        if not one.is_whole and weight > FRAGMENT:
            heavy.append(f"{one.name}: a fragment of {weight} bytes")
    assert not heavy, "\n".join(heavy)


def _of_kind(html: str, ending: str) -> list[str]:
    return [path for path in _loaded(html) if path.endswith(ending)]


def test_the_first_load_of_every_page_is_light_and_asks_seldom(
    client: FlaskClient, states: list[Seen]
) -> None:
    weights: dict[str, int] = {}
    heavy = []
    for one in states:
        if not one.is_whole or one.path.startswith("/desk/"):  # officers sit at a desk, with a cable
            continue
        files = {*_loaded(one.html), *_second_font(one.html)}
        for path in files - weights.keys():
            weights[path] = _travels(client, path)
        whole = _packed(one.html) + sum(weights[path] for path in files)
        if whole > FIRST_LOAD or len(files) + 1 > REQUESTS:
            heavy.append(f"{one.name}: {whole} bytes in {len(files) + 1} requests: {sorted(files)}")
    assert not heavy, "\n".join(heavy)
    for ending, most in PARTS.items():
        assert 0 < sum(size for path, size in weights.items() if path.endswith(ending)) <= most


def _second_font(html: str) -> list[str]:
    return [path.replace("-400.", "-600.") for path in _of_kind(html, "-400.woff2")]


def test_a_fragment_over_the_wire_is_packed(client: FlaskClient) -> None:
    answer = client.get("/thu-tuc/?q=khai", headers={**HX, "Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] in {"br", "gzip"}
    assert len(answer.data) <= FRAGMENT


def test_fonts_come_in_two_weights_alone() -> None:
    style = (static.FOLDER / "portal.css").read_text("utf-8")
    assert len(re.findall(r"url\([^)]*woff2[^)]*\)", style)) == 2
