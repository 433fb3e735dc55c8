"""The strict JSON reader: what gets in, what is refused, and that nothing hangs."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import strict_json
from portal.core.errors import Malformed

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcđê", max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_json_can_say_is_read_as_it_is(value: object) -> None:
    raw = json.dumps(value).encode()
    shallow = max(raw.count(b"["), raw.count(b"{")) <= 3
    if shallow:
        assert json.dumps(strict_json.read(raw)) == json.dumps(strict_json._checked(value))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        '{"a": "é"}'.encode("utf-16"),
        b'\xff\xfe{"a": 1}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"[" * 9 + b"]" * 9,
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"a": "' + b"x" * 20_001 + b'"}',
        b"9" * 5000,
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_hostile_bytes_are_refused_with_a_word(raw: bytes) -> None:
    start = time.monotonic()
    with pytest.raises(Malformed) as told:
        strict_json.read(raw)
    assert told.value.word
    assert time.monotonic() - start < 2


def test_brackets_inside_strings_do_not_count_as_depth() -> None:
    assert strict_json.read(json.dumps({"a": "[" * 50 + '\\"{'}).encode()) == {"a": "[" * 50 + '\\"{'}


def test_text_comes_out_composed() -> None:
    assert strict_json.read('{"t": "Hồ sơ"}'.encode()) == {"t": "Hồ sơ"}


@pytest.mark.parametrize(
    "raw", [b'"' + b'\\"' * 120_000, b'{"a":"' + b"\\" * 240_000, b'\\"' * 120_000, b'"' * 239_999]
)
def test_open_strings_are_refused_in_one_go(raw: bytes) -> None:
    with pytest.raises(Malformed):
        strict_json.read(raw)  # a reader that tried again at every quote would not end
