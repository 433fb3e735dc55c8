"""Scripted failure: which call, how it fails, how often."""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

from zalosim.events import with_numbers
from zalosim.wire import HTML, Answer, Request

KINDS = (
    "status", "error", "delay", "drip", "reset", "close", "accept-then-close", "accept-then-reset",
    "late-accept", "html", "truncated", "cut", "empty", "vary", "rate-limit",
)  # fmt: skip
COUNTED = {"matched", "hits", "dice"}
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(slots=True)
class Fault:
    """One rule. `accept` says whether the call has its effect although the answer does not say so."""

    what: str
    endpoint: str = "*"  # a path, with * as in a shell
    method: str = ""
    user_id: str = ""  # only calls that name this recipient
    status: int = 0
    body: Any = None
    error: int = 0
    message: str = ""
    seconds: float = 0.0
    accept: bool = False
    variants: list[str] = field(default_factory=list)  # for vary: numbers, extra, no_message, null_data
    skip: int = 0  # let so many matching calls pass first
    times: int = 0  # then hit so many; 0: no end
    share: float = 1.0  # of the calls it could hit
    seed: int = 0
    matched: int = 0
    hits: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def matches(self, request: Request) -> bool:
        """Whether the rule speaks of this call."""
        if not fnmatchcase(request.path, self.endpoint) or self.method.upper() not in ("", request.method):
            return False
        return not self.user_id or f'"{self.user_id}"'.encode() in request.body

    def strikes(self) -> bool:
        """Count a matching call and decide."""
        self.matched += 1
        if self.matched <= self.skip or (self.times and self.hits >= self.times):
            return False
        if self.share < 1.0 and self.dice.random() >= self.share:
            return False
        self.hits += 1
        return True

    def shown(self) -> dict[str, Any]:
        """As the control address lists it."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "dice"}


def from_json(value: Any) -> Fault:
    """Read a rule; ValueError says what is wrong with it."""
    if not isinstance(value, dict):
        raise ValueError("a fault is a JSON object")
    rule = {"times" if name == "count" else name: member for name, member in value.items()}
    if unknown := set(rule) - {field.name for field in fields(Fault)} | set(rule) & COUNTED:
        raise ValueError(f"unknown members of a fault: {', '.join(sorted(unknown))}")
    if rule.get("what") not in KINDS:
        raise ValueError(f"what must be one of {', '.join(KINDS)}")
    usual = Fault("status")
    for name, member in rule.items():
        kind = type(getattr(usual, name))
        if name != "body" and type(member) is not kind and not (kind is float and type(member) is int):
            raise ValueError(f"{name} must be {kind.__name__}")
    fault = Fault(**rule)
    fault.dice = random.Random(fault.seed)  # noqa: S311 - repeatable, not secret
    return fault


class Faults:
    """The rules in force; the first one that strikes wins."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._lock = threading.Lock()

    def set(self, rules: list[Any]) -> None:
        """Replace all rules."""
        read = [from_json(rule) for rule in rules]
        with self._lock:
            self._rules = read

    def pick(self, request: Request) -> Fault | None:
        """The rule that strikes this call."""
        if not self._rules:
            return None
        with self._lock:
            return next((rule for rule in self._rules if rule.matches(request) and rule.strikes()), None)

    def shown(self) -> list[dict[str, Any]]:
        """All rules with their counts."""
        with self._lock:
            return [rule.shown() for rule in self._rules]


def play(
    fault: Fault,
    request: Request,
    call: Callable[[Request], Answer],
    later: Callable[[float, Callable[[], Any]], None],
) -> Answer:
    """Fail as the rule says; `call` is the real handler, with its effect."""
    match fault.what:
        case "delay":
            return _delayed(fault, request, call)
        case "drip":
            answer = call(request)
            answer.drip = (fault.seconds or 30.0) / max(1, len(answer.body))
            return answer
        case "late-accept":
            later(fault.seconds, lambda: call(request))
            return _page(fault, fault.status) if fault.status else Answer(drop="close")
        case "accept-then-close" | "accept-then-reset":
            call(request)
            return Answer(drop=fault.what.removeprefix("accept-then-"))
        case "truncated" | "cut":
            answer = call(request)
            half = len(answer.body) // 2
            if fault.what == "cut":
                answer.cut = half
            else:
                answer.body = answer.body[:half]
            return answer
        case "vary":
            return _varied(call(request), fault.variants)
        case _:
            if fault.accept:
                call(request)
            if fault.seconds:
                time.sleep(fault.seconds)
            return _refusal(fault)


def _delayed(fault: Fault, request: Request, call: Callable[[Request], Answer]) -> Answer:
    if fault.accept:
        answer = call(request)
        time.sleep(fault.seconds)
        return answer
    time.sleep(fault.seconds)
    return call(request)


def _refusal(fault: Fault) -> Answer:
    match fault.what:
        case "reset" | "close":
            return Answer(drop=fault.what)
        case "error":
            body: dict[str, Any] = {
                "error": fault.error,
                "message": fault.message or f"Simulated error {fault.error}",
            }
            return Answer.of(body if fault.body is None else fault.body, fault.status or 200)
        case "rate-limit":
            limits = {"X-RateLimit-Limit": "4000", "X-RateLimit-Remain": "0"}
            body = {"error": -32, "message": "Your application reached limit call api"}
            return Answer.of(body, fault.status or 200, limits)
        case "empty":
            return Answer(fault.status or 200, b"")
        case _:
            return _page(fault, fault.status or 502)


def _page(fault: Fault, status: int) -> Answer:
    body = BAD_GATEWAY.replace("502", str(status)) if fault.body is None else fault.body
    if isinstance(body, str):
        return Answer.text(body, status, HTML if body.lstrip().startswith("<") else "text/plain")
    return Answer.of(body, status)


def _varied(answer: Answer, variants: list[str]) -> Answer:
    value = json.loads(answer.body)
    if "numbers" in variants:
        value = with_numbers(value)
    if "extra" in variants:
        value["trace_id"] = "0af7651916cd43dd"
        if isinstance(value.get("data"), dict):
            value["data"]["something_new"] = {"level": 1}
    if "no_message" in variants:
        value.pop("message", None)
    if "null_data" in variants:
        value["data"] = None
    return Answer.of(value, answer.status, answer.headers)
