"""Speaking to Zalo: build, ask once, read; every way it can end is an answer or one kind of error."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import SecretStr
from requests import PreparedRequest, Request

from portal.core import line, settings
from portal.core.faults import fault
from portal.zalo import answers, bodies, guests, tokens
from portal.zalo.answers import NotSent, Told, Unclear, ZaloError
from portal.zalo.bodies import ButtonLike
from portal.zalo.codes import Host
from portal.zalo.guests import Guests

PATHS: Mapping[int, str] = {3: "/v3.0/oa/message/cs", 2: "/v2.0/oa/message"}
UPLOAD_SECONDS = 60.0


@dataclass(frozen=True)
class ZaloClient:
    """One Official Account's way out. Every call is one new connection and one try.

    `base` is the OA family's host, `business` the template messages'. Methods raise a ZaloError for anything
    but HTTP 200 with `error` 0; families of calls (portal/zalo/calls) read what they need of the rest.
    """

    base: str
    access_token: SecretStr
    timeout: float
    connect_timeout: float
    business: str = ""
    generation: int = 0  # of the token
    guests: Guests | None = None  # in trial mode the only people it writes to

    def send_text(self, user_id: str, text: str, buttons: Sequence[ButtonLike] = (), version: int = 3) -> str:
        """Send somebody a text with buttons; Zalo's id of the message, or a ZaloError."""
        said = {"recipient": {"user_id": user_id}, "message": bodies.text(text, buttons)}
        return self.post(PATHS[version], said).id("message_id")

    def post(self, path: str, said: Mapping[str, Any], host: Host = Host.OA) -> Told:
        """A POST with a JSON body; Refused in trial mode when it would reach anybody but a guest."""
        guests.insist(self.guests, path, said)
        body = json.dumps(said, ensure_ascii=False).encode()
        asked = _stem(self._address(path, host)).copy()
        asked.body = body
        asked.headers["Content-Length"] = str(len(body))
        return self._read(asked, host)

    def get(self, path: str, asked: Mapping[str, Any] | None = None) -> Told:
        """A GET of the OA family: all that is asked stands in one parameter, `data`."""
        data = json.dumps(asked or {}, ensure_ascii=False, separators=(",", ":"))
        address = self._address(path, Host.OA) + (
            f"?data={quote(data, safe='')}" if asked is not None else ""
        )
        return self._read(Request("GET", address).prepare(), Host.OA)

    def get_plain(
        self,
        path: str,
        asked: Mapping[str, str | int],
        host: Host = Host.OA,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """A GET with plain parameters: articles, and the template messages' host."""
        address = self._address(path, host) + (f"?{urlencode(asked)}" if asked else "")
        return self._read(Request("GET", address, headers=dict(headers or {})).prepare(), host)

    def upload(self, path: str, data: bytes, name: str, kind: str) -> Told:
        """A file in a part named `file`; given a minute."""
        asked = Request("POST", self._address(path, Host.OA), files={"file": (name, data, kind)})
        return self._read(asked.prepare(), Host.OA, UPLOAD_SECONDS)

    def _address(self, path: str, host: Host) -> str:
        return (self.business if host is Host.BUSINESS else self.base).rstrip("/") + path

    def _read(self, asked: PreparedRequest, host: Host, seconds: float | None = None) -> Told:
        try:
            return answers.read(*self._exchange(asked, seconds or self.timeout), host)
        except ZaloError as error:
            error.generation, error.host = self.generation, host
            raise

    def _exchange(self, asked: PreparedRequest, seconds: float) -> tuple[int, Mapping[str, str], bytes]:
        asked.headers["access_token"] = self.access_token.get_secret_value()
        asked.headers["Accept-Encoding"], asked.headers["Connection"] = "identity", "close"
        call = line.Call(seconds)
        try:
            answer = line.exchange(asked, call, self.connect_timeout)
            fault("F5")
        except Exception as error:  # whatever it was, only the first byte decides what is known
            kind = Unclear if call.is_written else NotSent
            raise kind(type(error).__name__) from None  # the cause holds the request, and with it the token
        return answer.status, answer.headers, answer.raw


@lru_cache(64)
def _stem(address: str) -> PreparedRequest:
    """A POST of JSON without its body: to prepare one costs as much as to send it, and copies share it."""
    return Request("POST", address, headers={"Content-Type": "application/json"}).prepare()


def client() -> ZaloClient:
    """The client of the configured Official Account; NotNow while there is no token.

    Reads the token and the guests from the database: call it where a connection may be taken,
    not in a thread.
    """
    chosen, token = settings.get(), tokens.current()
    return ZaloClient(
        chosen.zalo_openapi_base,
        token.value,
        timeout=chosen.zalo_timeout,
        connect_timeout=chosen.zalo_connect_timeout,
        business=chosen.zalo_business_base,
        generation=token.generation,
        guests=guests.current(),
    )
