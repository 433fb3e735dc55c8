"""Attachments of editors (PDF, DOCX, XLSX): checked and read by a confined process (reliability.md R23)."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import BinaryIO

from portal.core import images
from portal.core.errors import Refused
from portal.core.search import tidy

READER = "portal.core.paper_reader"  # by its name: the library it reads with belongs to that program alone
LARGEST = 20 * 1024 * 1024
SECONDS = 60


class BadPaper(Refused):
    """Not a file we take; `word` says why: empty, large, kind, old_office, broken, locked, macro ..."""


@dataclass(frozen=True)
class Read:
    """A file that is taken, and what it says."""

    raw: bytes
    digest: str
    kind: str  # pdf, docx, xlsx
    text: str


def read(stream: BinaryIO) -> Read:
    """What somebody sent; raises BadPaper, or Unavailable when too many are at it."""
    raw = stream.read(LARGEST + 1)
    if not raw:
        raise BadPaper("empty")
    if len(raw) > LARGEST:
        raise BadPaper("large")
    program = [sys.executable, "-I", "-m", READER]  # -I: nothing of our environment leads it
    with images.slot():
        try:
            done = subprocess.run(  # noqa: S603 - our own program, nothing of the file is in the command
                program, input=raw, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            raise BadPaper("heavy") from None
    told = json.loads(done.stdout) if done.returncode == 0 else {"bad": "heavy"}
    if "bad" in told:
        raise BadPaper(told["bad"])
    lines = (tidy(line) for line in told["text"].replace("\0", "").splitlines())
    text = "\n".join(line for line in lines if line)
    return Read(raw, hashlib.sha256(raw).hexdigest(), told["kind"], text.encode("utf-8", "ignore").decode())
