"""The words of messages: every file renders, and nothing but the listed placeholders is filled."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from portal.notifications import messages, voices
from portal.notifications.messages import Button

EVERY = dict.fromkeys(messages.PLACEHOLDERS, "Chờ bổ sung")
FILES = sorted(voices.USUAL.folder.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_renders_with_its_marks_in_nfc(path: Path) -> None:
    body = path.read_text(encoding="utf-8")
    text = messages.render(body, EVERY)
    assert "{" not in text
    assert "}" not in text
    assert text == unicodedata.normalize("NFC", text) == text.strip()
    assert 10 < len(text) <= messages.MOST_SIGNS


MUST_CONTAIN = {
    "dossier_accepted": {"unit", "code", "procedure", "received", "due"},
    "dossier_processing": {"code", "step", "unit"},
    "dossier_supplement": {"code", "procedure", "papers", "until", "place", "hotline"},
    "dossier_payment": {"code", "amount", "until"},
    "dossier_rejected": {"code", "reason", "hotline"},
    "dossier_withdrawn": {"code", "date", "reason"},
    "dossier_stopped": {"code", "date", "reason"},
    "dossier_resolved": {"code", "place", "hours"},
    "dossier_returned": {"code"},
    "dossier_neutral": {"code"},
    "chat_reply": {"text"},
    "chat_welcome": {"oa_name"},
}


@pytest.mark.parametrize(("kind", "needed"), MUST_CONTAIN.items(), ids=MUST_CONTAIN.keys())
def test_each_kind_says_what_it_must(kind: str, needed: set[str]) -> None:
    assert needed <= messages.holes((voices.USUAL.folder / f"{kind}.txt").read_text(encoding="utf-8"))


def test_a_neutral_text_tells_nothing_but_the_code() -> None:
    body = (voices.USUAL.folder / "dossier_neutral.txt").read_text(encoding="utf-8")
    assert messages.holes(body) == {"code", "hotline"}


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert messages.render("{code} {unit}", {"code": "{unit}", "unit": "{{ 7 * 7 }}"}) == "{unit} {{ 7 * 7 }}"


@pytest.mark.parametrize("body", ["{name}", "{}", "{code.x}", "{code!r}", "{0}", "{ code }"])
def test_an_unknown_placeholder_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="unknown placeholder"):
        messages.render(body, {"code": "1", "name": "An"})


@pytest.mark.parametrize("params", [{}, {"code": None}, {"code": 7}])
def test_a_missing_value_is_refused(params: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="missing: code"):
        messages.render("Hồ sơ {code}", params)


def test_too_long_a_value_gives_way_and_the_rest_stays() -> None:
    text = messages.render("Hồ sơ {code}: {reason}. Gọi {hotline}.", EVERY | {"reason": "ă" * 5000})
    assert len(text) == messages.MOST_SIGNS
    assert text.endswith("ă…. Gọi Chờ bổ sung.")


def test_decomposed_marks_are_composed() -> None:
    assert messages.render("{unit}", {"unit": unicodedata.normalize("NFD", "Sở Nội vụ")}) == "Sở Nội vụ"


def test_buttons_survive_being_kept() -> None:
    buttons = (Button("Xem hồ sơ", "url", "http://x/h/abc"), Button("Gọi", "phone", "1022"))
    assert messages.buttons_of(messages.packed({"code": "1"}, buttons)) == buttons


def test_there_is_no_other_kind_of_button() -> None:
    with pytest.raises(ValueError, match="no such button"):
        Button("x", "javascript", "alert(1)")
