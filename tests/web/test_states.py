"""Every page and fragment in every state: answered as it should be, sound for readers, valid, complete."""

from pathlib import Path

import pytest

from scripts import html_checker
from tests import markup
from tests.states import played
from tests.states.stage import Seen

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHELL = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>f</title></head><body>{}</body></html>'
)


@pytest.fixture(scope="module")
def all_states() -> played.Played:
    """All of them, played once."""
    return played.shared()


def test_every_state_is_answered_as_it_should_be(all_states: played.Played) -> None:
    assert not all_states.wrong, "\n".join(all_states.wrong)
    names = [one.name for one in all_states.seen]
    assert len(names) == len(set(names))


def test_every_template_is_seen_in_some_state(all_states: played.Played) -> None:
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    assert there - all_states.templates == set(), "add a state for each to tests/states/"


def test_every_state_is_sound_for_people_who_do_not_see_it(all_states: played.Played) -> None:
    wrong = [f"{one.name}: {what}" for one in all_states.seen for what in _complaints(one)]
    assert not wrong, "\n".join(wrong)


def _complaints(one: Seen) -> list[str]:
    found = markup.complaints(list(markup.parse(one.html).below()), is_whole=one.is_whole)
    # The samples of the design page lead nowhere.
    return [what for what in found if not (one.path == "/desk/design/" and what.startswith("href #"))]


def test_planted_faults_are_found() -> None:
    page = SHELL.format(
        '<h1>a</h1><h3>b</h3><p id="x"></p><p id="x"></p><input name="q"><a href="#no">go</a>'
    )
    page += (
        '<a href="/"></a><img src="/x.jpg" alt=""><p onclick="x()" style="top:0"></p><b hx-target="#no"></b>'
    )
    found = "; ".join(markup.complaints(list(markup.parse(page).below()), is_whole=True))
    for told in ("after h1", "'x' stands 2", "no label", "href #no", "without a name", "img without"):
        assert told in found
    for told in ("onclick", "style", "hx-target #no"):
        assert told in found


def _checked(pages: dict[str, str]) -> list[html_checker.Complaint]:
    try:
        return html_checker.check(pages)
    except html_checker.Missing as missing:
        pytest.skip(f"the HTML checker did not run: {missing}")


def test_every_state_is_valid_html(all_states: played.Played) -> None:
    """One run for all of them, a planted fault among them to see that it reads at all."""
    pages = {one.name: one.html if one.is_whole else SHELL.format(one.html) for one in all_states.seen}
    told = _checked({**pages, "planted": SHELL.format('<p id="a"></p><p id="a"></p><b hx-get="/"></b>')})
    assert [str(one) for one in told if one.page != "planted"] == []
    assert [one.text for one in told] == ["Duplicate ID “a”."]
