"""The examples of the vendor's guide run as they stand, against the product alive."""

import os
import re
import subprocess
import sys

import pytest

from tests.live import ROOT, SECRET, Live

EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```\w+\n(.*?)```", re.DOTALL)
EXAMPLES = dict(EXAMPLE.findall((ROOT / "docs/tich-hop.md").read_text()))


@pytest.mark.parametrize(
    ("language", "interpreter", "said"),
    [
        ("python", (sys.executable, "-"), "applied\nduplicate\napplied\nĐược tiếp nhận\n"),
        ("sh", ("sh",), '"unknown"'),
    ],
)
def test_an_example_of_the_guide_runs(
    live: Live, language: str, interpreter: tuple[str, ...], said: str
) -> None:
    environment = {**os.environ, "BASE": live.url, "SECRET": SECRET, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        interpreter,
        input=EXAMPLES[language],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
