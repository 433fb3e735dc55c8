"""Nothing personal slips into a log line."""

import logging
import sys

import pytest

from portal.core.logs import Line, redact


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("call to 0901234567 failed", "0901234"),
        ("call to +84 901 234 567 failed", "234 567"),
        ("call to 84901234567.", "84901234"),
        ("GET /h/AbCdEfGhIjKlMnOpQrStUv HTTP/1.1", "AbCdEf"),
        ("GET /ho-so/?ma=H44.12-200715-0012&x=1", "200715"),
        ("dossier 000.00.53.H48-220921-0099 moved", "220921"),
        ('headers {"access_token": "s3cr3t"}', "s3cr3t"),
        ("secret_key=s3cr3t", "s3cr3t"),
        ("password: s3cr3t", "s3cr3t"),
    ],
)
def test_personal_things_are_taken_out(line: str, hidden: str) -> None:
    assert hidden not in redact(line)


def test_ids_and_counts_stay() -> None:
    line = "intent 3f2b8c1e-0d5a-4b7c-9a1e-2f3b4c5d6e7f attempts=3 user=6713920485510237746 ms=1767225600123"
    assert redact(line) == line


@pytest.mark.parametrize("as_json", [True, False])
def test_a_trace_stays_on_one_line(as_json: bool) -> None:
    try:
        raise ValueError("first\nsecond 0901234567")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "went\nwrong", None, sys.exc_info())
    line = Line(as_json=as_json).format(record)
    assert "\n" not in line
    assert "0901234567" not in line
    assert "went" in line
