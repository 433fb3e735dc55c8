"""What tests of looking dossiers up share."""

import pytest

from portal.core import settings


@pytest.fixture
def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look-ups are not counted out."""
    many = settings.get().model_copy(update={"lookups_per_browser": 10**6, "lookups_per_address": 10**6})
    monkeypatch.setattr(settings, "get", lambda: many)
