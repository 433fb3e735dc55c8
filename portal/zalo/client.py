"""Speaking to Zalo: build, post once, read; every way it can end is an answer or one kind of error."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import SecretStr
from requests import PreparedRequest, Request
from requests.adapters import HTTPAdapter

from portal.core import settings
from portal.core.faults import fault
from portal.zalo import answers, wire
from portal.zalo.answers import NotNow, NotSent, Refused, Unclear

PATHS: Mapping[int, str] = {3: "/v3.0/oa/message/cs", 2: "/v2.0/oa/message"}
MOST_SIGNS, MOST_BUTTONS, MOST_TITLE, MOST_QUERY = 2000, 5, 100, 1000


class ButtonLike(Protocol):
    """What a button must have; who owes messages has a class of its own for it."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def payload(self) -> str: ...


@dataclass(frozen=True)
class ZaloClient:
    """One Official Account's way to its citizens. Every call is one new connection and one try."""

    base: str
    access_token: SecretStr
    timeout: float
    connect_timeout: float

    def send_text(self, user_id: str, text: str, buttons: Sequence[ButtonLike] = (), version: int = 3) -> str:
        """Send somebody a text with buttons; Zalo's id of the message, or a ZaloError."""
        said = {"recipient": {"user_id": user_id}, "message": _message(text, buttons)}
        return answers.message_id(*self._post(PATHS[version], said))

    def _post(self, path: str, said: Mapping[str, Any]) -> tuple[int, Mapping[str, str], bytes]:
        call = wire.Call(self.timeout)
        adapter = _OneCall(call)
        try:
            answer = adapter.send(
                self._request(path, said), stream=True, timeout=(self.connect_timeout, self.timeout)
            )
            raw = answer.raw.read(wire.MOST_BYTES + 1, decode_content=False)
            fault("F5")
        except Exception as error:  # whatever it was, only the first byte decides what is known
            kind = Unclear if call.is_written else NotSent
            raise kind(type(error).__name__) from error
        finally:
            adapter.close()
        return answer.status_code, answer.headers, raw

    def _request(self, path: str, said: Mapping[str, Any]) -> PreparedRequest:
        headers = {
            "access_token": self.access_token.get_secret_value(),
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        return Request("POST", self.base.rstrip("/") + path, headers=headers, data=body).prepare()


class _OneCall(HTTPAdapter):
    """Without a Session there are no redirects, no cookies, no proxies and no retries."""

    def __init__(self, call: wire.Call) -> None:
        self._call = call
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_: Any, **__: Any) -> None:
        self.poolmanager = wire.Connections(self._call)


def client() -> ZaloClient:
    """The client of the configured Official Account; NotNow while there is no token."""
    chosen = settings.get()
    if chosen.zalo_access_token is None:
        raise NotNow("no token", code=-216)
    return ZaloClient(
        chosen.zalo_openapi_base,
        chosen.zalo_access_token,
        timeout=chosen.zalo_timeout,
        connect_timeout=chosen.zalo_connect_timeout,
    )


def _message(text: str, buttons: Sequence[ButtonLike]) -> dict[str, Any]:
    """The message as Zalo wants it; what is beyond its limits is refused before the call."""
    if not 0 < len(text) <= MOST_SIGNS or len(buttons) > MOST_BUTTONS:
        raise Refused("beyond limits")
    if not buttons:
        return {"text": text}
    payload = {"template_type": "button", "buttons": [_button(one) for one in buttons]}
    return {"text": text, "attachment": {"type": "template", "payload": payload}}


def _button(button: ButtonLike) -> dict[str, Any]:
    if not 0 < len(button.title) <= MOST_TITLE or not 0 < len(button.payload) <= MOST_QUERY:
        raise Refused("beyond limits")
    made: dict[str, tuple[str, Any]] = {
        "url": ("oa.open.url", {"url": button.payload}),
        "query": ("oa.query.show", button.payload),
        "phone": ("oa.open.phone", {"phone_code": button.payload}),
    }
    kind, payload = made[button.kind]
    return {"title": button.title, "type": kind, "payload": payload}
