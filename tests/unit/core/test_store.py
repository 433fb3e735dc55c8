"""Where files of the library lie: a folder, and a bucket that checks every signature by itself."""

import datetime as dt
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from portal.core import bucket, store
from portal.core.bucket import Account, Bucket
from portal.core.errors import Unavailable
from portal.core.settings import ROOT
from portal.core.store import Folder, Store
from tests import bucket as double

NAME = "0123456789abcdef" * 2 + "/1-720.webp"


@pytest.fixture(scope="module")
def service() -> Iterator[int]:
    """The pretended service in a process of its own; its port."""
    program = [sys.executable, "-m", "tests.bucket"]
    with subprocess.Popen(program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        yield int(child.stdout.readline())
        child.kill()


def _account(port: int, secret: str = double.SECRET) -> str:
    told = f"{double.KEY}:{quote(secret, safe='')}"
    return f"http://{told}@127.0.0.1:{port}/{double.BUCKET}?region={double.REGION}"


def _walk(kept: Store) -> None:
    assert kept.get(NAME) is None
    kept.put(NAME, b"one", "image/webp")
    kept.put(NAME, bytes(300_000), "image/webp")
    assert kept.get(NAME) == bytes(300_000)
    kept.forget(NAME)
    kept.forget(NAME)
    assert kept.get(NAME) is None


def test_a_bucket_keeps_gives_and_forgets(service: int) -> None:
    _walk(Bucket(bucket.read(_account(service))))


def test_a_wrong_secret_opens_nothing_and_says_that_the_store_is_away(service: int) -> None:
    wrong = Bucket(bucket.read(_account(service, "another")))
    with pytest.raises(Unavailable):
        wrong.put(NAME, b"x", "a/b")
    with pytest.raises(Unavailable):
        wrong.get(NAME)
    with pytest.raises(Unavailable):
        wrong.forget(NAME)


def test_a_bucket_that_nobody_answers_is_away() -> None:
    with pytest.raises(Unavailable):
        Bucket(bucket.read(_account(1))).get(NAME)


def test_a_folder_keeps_gives_and_forgets(tmp_path: Path) -> None:
    _walk(Folder(tmp_path))
    assert not list(tmp_path.rglob("*.webp"))


@pytest.mark.parametrize("name", ["../x", "a/b", f"{'0' * 32}/../../x", f"{'0' * 32}/.x", f"{'0' * 32}/a/b"])
def test_no_other_name_becomes_a_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name"):
        Folder(tmp_path).get(name)
    with pytest.raises(ValueError, match="name"):
        store.checked(name)


@pytest.mark.parametrize("told", ["ftp://a:b@c/d", "https://c/d", "https://a:b@c/", "https://a:b@c/d/e", "x"])
def test_a_setting_that_names_no_bucket_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match="MEDIA_STORE"):
        bucket.read(told)


def test_the_signature_is_the_one_of_the_published_example() -> None:
    """AWS, "Signature Calculations for the Authorization Header", example GET object."""
    account = Account(
        "https",
        "examplebucket.s3.amazonaws.com",
        "examplebucket",
        "us-east-1",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY",
    )
    told = bucket.signed(
        account,
        "GET",
        "/test.txt",
        hashlib.sha256(b"").hexdigest(),
        dt.datetime(2013, 5, 24, tzinfo=dt.UTC),
        {"Range": "bytes=0-9"},
    )
    assert told["authorization"].endswith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
