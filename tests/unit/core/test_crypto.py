"""Sealed columns and fingerprints."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from flask import Flask
from sqlalchemy.dialects import postgresql

from portal.core import crypto, settings


def test_a_new_key_still_opens_what_an_old_one_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = crypto.encrypt("Nguyễn".encode())
    old = settings.get().field_keys.get_secret_value()
    monkeypatch.setenv("FIELD_KEYS", f"{Fernet.generate_key().decode()},{old}")
    _forget()
    assert crypto.decrypt(sealed).decode() == "Nguyễn"
    newer = crypto.encrypt(b"x")
    monkeypatch.setenv("FIELD_KEYS", old)
    _forget()
    with pytest.raises(InvalidToken):
        crypto.decrypt(newer)


@pytest.fixture(autouse=True)
def _fresh_keys() -> object:
    yield
    _forget()


def _forget() -> None:
    settings.get.cache_clear()
    crypto._fernet.cache_clear()


def test_a_fingerprint_needs_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    first = crypto.fingerprint("+84901234567")
    assert first == crypto.fingerprint("+84901234567")
    monkeypatch.setenv("PHONE_HMAC_KEY", "another")
    _forget()
    assert first != crypto.fingerprint("+84901234567")


def test_tokens_are_long_and_never_alike(ctx: Flask) -> None:
    made = {crypto.token() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(token) == 22 for token in made)


def test_what_was_read_unopened_is_written_as_it_was() -> None:
    column = crypto.Sealed()
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    sealed = column.process_bind_param("Nguyễn", dialect)
    assert sealed is not None
    again = column.process_bind_param(crypto.Unopened(sealed), dialect)
    assert again == sealed
    assert column.process_result_value(again, dialect) == "Nguyễn"
