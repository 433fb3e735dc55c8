"""A form sent twice is answered once."""

import datetime as dt
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import clock, once
from portal.core.db import db, transaction
from portal.core.once import Once

PATH = "/x/"


def test_the_first_answer_stands(ctx: Flask) -> None:
    key = once.new_key()
    assert once.answer(key, PATH) is None
    assert once.claim(key, PATH, "a") is None
    assert once.claim(key, PATH, "b") == "a"
    assert once.answer(key, PATH) == "a"
    assert once.claim(key, "/y/", "c") is None, "another form may carry the same key"


def test_a_claim_that_was_rolled_back_never_was(ctx: Flask) -> None:
    key = once.new_key()

    def fail() -> None:
        with transaction():
            once.claim(key, PATH, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert once.claim(key, PATH, "b") is None


def test_of_sixteen_at_once_one_is_first(ctx: Flask) -> None:
    key, gate = once.new_key(), threading.Barrier(16)

    def claim(n: int) -> str | None:
        with ctx.app_context():
            gate.wait(10)
            return once.claim(key, PATH, str(n))

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(claim, range(16)))
    assert told.count(None) == 1
    first = str(told.index(None))
    assert {answer for answer in told if answer is not None} == {first}
    assert db.session.scalar(select(func.count()).select_from(Once)) == 1


@pytest.mark.parametrize("told", [None, "", "x", "1" * 5000, "../..", "00000000-0000-0000-0000-00000000000g"])
def test_a_form_without_a_sound_key_gets_a_new_one(told: str | None) -> None:
    assert once.read_key(told) != once.read_key(told)


def test_a_key_comes_back_as_it_was() -> None:
    key = uuid.uuid4()
    assert once.read_key(f" {key} ") == key


def test_old_keys_are_forgotten(ctx: Flask) -> None:
    with transaction() as session:
        long_ago = clock.now() - once.KEEP - dt.timedelta(days=1)
        session.add_all(
            [Once(key=once.new_key(), path=PATH, answer_ref="a", at=at) for at in (long_ago, clock.now())]
        )
    assert once.sweep() == 1
    assert db.session.scalar(select(func.count()).select_from(Once)) == 1
