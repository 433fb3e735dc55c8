"""The settings table of the README, and a start with something missing."""

import re

import pytest

from portal.core import settings
from tests.rules.shape import ROOT

ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def _table() -> dict[str, str]:
    return {name: says for name, _, says in ROW.findall((ROOT / "README.md").read_text())}


def test_the_readme_names_every_setting_with_its_own_words() -> None:
    wanted = {name.upper(): field.description for name, field in settings.Settings.model_fields.items()}
    assert _table() == wanted


def test_all_missing_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.delenv("ZALO_OA_SECRET")
    settings.get.cache_clear()
    with pytest.raises(SystemExit) as told:
        settings.get()
    settings.get.cache_clear()
    assert "SECRET_KEY" in str(told.value)
    assert "ZALO_OA_SECRET" in str(told.value)


def test_time_runs_faster_only_in_homes_marked_for_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIME_SCALE", "10")
    monkeypatch.setenv("IS_TEST_HOME", "0")
    settings.get.cache_clear()
    with pytest.raises(SystemExit, match="TIME_SCALE"):
        settings.get()
    settings.get.cache_clear()


def test_secrets_do_not_print() -> None:
    chosen = settings.get()
    shown = repr(chosen) + str(chosen.model_dump())
    for name in ("secret_key", "field_keys", "phone_hmac_key", "zalo_app_secret", "zalo_oa_secret"):
        assert getattr(chosen, name).get_secret_value() not in shown
