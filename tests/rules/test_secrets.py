"""No secret stands in the repository: every tracked file is read for what looks like one."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.rules.shape import ROOT

LOOKS_SECRET = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    rb"|whsec_[A-Za-z0-9+/]{24,}={0,2}"
    rb"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    rb"|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    rb"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    rb"|(?i:(?:secret|password|token|api_key)\s*=\s*[\"'][A-Za-z0-9+/_-]{32,}={0,2}[\"'])"
)
SAMPLES = {  # words in base64, made for tests; each was looked at
    b"whsec_c2VjcmV0LW9mLXRoZS1kZW1vLWNsaWVudA==",
    b"whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0xMjM0",
}


def suspects(paths: list[Path]) -> list[str]:
    """Files and what in them looks like a secret, its first signs only."""
    found = []
    for path in paths:
        for hit in LOOKS_SECRET.finditer(path.read_bytes()):
            if not any(sample in hit.group(0) for sample in SAMPLES):
                found.append(f"{path.name}: {hit.group(0)[:16]!r}")
    return found


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_holds_a_secret() -> None:
    paths = _tracked()
    assert len(paths) > 100
    assert suspects(paths) == []


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "x = 'whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD'",
        'access_token = "' + "a1B2" * 10 + '"',
        "ghp_" + "a" * 36,
    ],
)
def test_a_planted_secret_is_found(planted: str, tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(planted)
    assert len(suspects([path])) == 1


def test_no_home_of_a_running_portal_is_tracked() -> None:
    assert not [path for path in _tracked() if path.name in {"secrets.env", "sign-ins.json", ".env"}]
