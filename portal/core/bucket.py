"""A bucket of an S3-compatible service: three calls, signed by hand with Signature Version 4.

Source: AWS, "Authenticating Requests (AWS Signature Version 4)". Addresses have the bucket in their path,
which every such service understands. A call has a deadline, is made once, and a read once more.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from urllib3 import Timeout
from urllib3.exceptions import HTTPError

from portal.core import clock, guarded
from portal.core.errors import Unavailable
from portal.core.line import Call

SECONDS, CONNECT_SECONDS = 10.0, 3.0
LARGEST = 24 * 1024 * 1024
REGION = "us-east-1"  # what services without regions call theirs


@dataclass(frozen=True)
class Account:
    """Where a bucket is and who we are there."""

    scheme: str
    host: str  # with its port, as the signature has it
    bucket: str
    region: str
    key: str
    secret: str


def read(told: str) -> Account:
    """The account of `https://KEY:SECRET@host/bucket?region=...`; ValueError when it is none."""
    parts = urlsplit(told)
    name = parts.path.strip("/")
    if parts.scheme not in {"https", "http"} or not parts.hostname or not name or "/" in name:
        raise ValueError("MEDIA_STORE is https://KEY:SECRET@host/bucket?region=...")
    if not parts.username or not parts.password:
        raise ValueError("MEDIA_STORE names no key or no secret")
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    region = parse_qs(parts.query).get("region", [REGION])[0]
    return Account(parts.scheme, host, name, region, unquote(parts.username), unquote(parts.password))


def signed(
    account: Account, method: str, path: str, payload: str, at: dt.datetime, headers: Mapping[str, str]
) -> dict[str, str]:
    """The headers of a call, its signature among them; `payload` is the body's SHA-256 in hex."""
    moment, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    told = {
        **{name.lower(): " ".join(value.split()) for name, value in headers.items()},
        "host": account.host,
        "x-amz-content-sha256": payload,
        "x-amz-date": moment,
    }
    names = sorted(told)
    canonical = "\n".join(
        [method, path, "", *(f"{name}:{told[name]}" for name in names), "", ";".join(names), payload]
    )
    scope = f"{day}/{account.region}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{account.secret}".encode()
    for part in (day, account.region, "s3", "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    who = f"Credential={account.key}/{scope}"
    told["authorization"] = f"AWS4-HMAC-SHA256 {who},SignedHeaders={';'.join(names)},Signature={key.hex()}"
    return told


class Bucket:
    """The store as such a service keeps it."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def put(self, name: str, raw: bytes, kind: str) -> None:
        """Keep these bytes; a repeat replaces them."""
        status, _ = self._called("PUT", name, raw, {"Content-Type": kind})
        if status != 200:
            raise Unavailable(f"bucket said {status}", retry_after=30)

    def get(self, name: str) -> bytes | None:
        """The bytes, or None when there are none; asked a second time when nobody answered."""
        try:
            status, raw = self._called("GET", name)
        except Unavailable:
            status, raw = self._called("GET", name)
        if status == 404:
            return None
        if status != 200:
            raise Unavailable(f"bucket said {status}", retry_after=30)
        return raw

    def forget(self, name: str) -> None:
        """Take it away; what is gone already is no news."""
        status, _ = self._called("DELETE", name)
        if status not in {200, 204, 404}:
            raise Unavailable(f"bucket said {status}", retry_after=30)

    def _called(
        self, method: str, name: str, raw: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        account = self._account
        path = f"/{quote(account.bucket)}/{quote(name)}"
        told = signed(account, method, path, hashlib.sha256(raw).hexdigest(), clock.now(), headers or {})
        address = urlsplit(f"{account.scheme}://{account.host}")
        line = guarded.pool(address, Call(SECONDS, LARGEST), is_own=True)  # the operator's own address
        try:
            answer = line.urlopen(
                method,
                path,
                body=raw,
                headers={**told, "Connection": "close"},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=CONNECT_SECONDS, read=SECONDS),
            )
            with closing(answer):
                return answer.status, answer.read(decode_content=False)
        except (HTTPError, OSError, ValueError) as error:
            raise Unavailable(f"the bucket is away: {type(error).__name__}", retry_after=30) from None
        finally:
            line.close()
