"""The typefaces of papers are what their makers shipped, with their licence, and are not served."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROWS: list[dict[str, str]] = json.loads((ROOT / "fonts" / "vendor.json").read_text("utf-8"))


def test_each_file_is_in_the_manifest_and_unchanged() -> None:
    there = {path.name for path in (ROOT / "fonts").iterdir()} - {"vendor.json"}
    assert (
        {row["file"] for row in ROWS}
        == there
        == {"OFL.txt", "be-vietnam-pro-400.ttf", "be-vietnam-pro-600.ttf"}
    )
    for row in ROWS:
        assert hashlib.sha256((ROOT / "fonts" / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert row["licence"] == "OFL-1.1"
        assert row["version"] == "0.4.1"


def test_they_stand_outside_what_the_web_process_serves() -> None:
    assert not list((ROOT / "static").rglob("*.ttf"))
