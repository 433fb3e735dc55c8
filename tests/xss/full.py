# ruff: noqa: E501 - payloads and rules are long lines
"""`python -m tests.xss.full`: the whole of T12, every payload through every input in Chromium; ends with a table and its count.

Each page is shown twice: with no policy but one that only reports (what runs would run), then with the portal's own.
`XSS_EVERY=8` takes every eighth payload, for a first look. The servers are its own. Exit code 1 when a text became code, or when fewer than 10,000 pairs were tried.
"""

import os
import sys
import time
from collections import Counter

import click
import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.core import sanitize
from tests.browser.conftest import _playwright, browser  # noqa: F401 - fixtures of this program
from tests.browser.test_xss import shown
from tests.xss import fields, inputs, oracle, payloads

WANTED = 10_000
NESTED = 200_000


def test_all(ctx: Flask, browser: Browser) -> None:  # noqa: F811 - the fixture
    """Every pair."""
    context = browser.new_context()
    page = oracle.watch(context)
    every = int(os.environ.get("XSS_EVERY", "1"))
    everything, house = payloads.all_of()[::every], inputs.House(ctx)
    pairs, found, pages = Counter[str](), Counter[str](), 0
    watching = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy-report-only": oracle.WATCHING,
    }
    for each in (*inputs.INPUTS, fields.beside):
        for one in each(house, everything):
            if one.answer.mimetype != "text/html":
                continue
            own = {"content-type": "text/html; charset=utf-8"}
            own["content-security-policy"] = one.answer.headers["Content-Security-Policy"]
            for head in (watching, own) if pages % 10 == 0 else (watching,):
                if told := shown(page, one.answer.data, head):
                    found[one.name] += 1
                    click.echo(f"FOUND {one.name} {one.path} {told[:3]}")
            pairs[one.name] += one.pairs
            pages += 1
    context.close()
    began = time.perf_counter()
    for tag in ("b", "div", "table", "svg"):
        sanitize.clean(f"<{tag}>" * (NESTED // (len(tag) + 2)))
    took = (time.perf_counter() - began) / 4
    for name, number in pairs.items():
        click.echo(f"{name:30} {number:7} pairs {found[name]:3} became code")
    click.echo(
        f"payloads {len(everything)}, pages {pages}, pairs {sum(pairs.values())}, became code {sum(found.values())}"
    )
    click.echo(f"200 kB of nested tags cleaned in {took:.3f} s")
    assert not found
    assert every > 1 or sum(pairs.values()) >= WANTED
    assert took <= 1


if __name__ == "__main__":
    quiet = (
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    )  # this program has read the tests' modules before
    sys.exit(
        pytest.main(["-n0", "-q", "-s", *quiet, "-p", "no:cacheprovider", "--confcutdir=tests", __file__])
    )
