"""The gate of the control: only from this machine, each address with its methods, errors told."""

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from zalosim.control import acting, telling, turning
from zalosim.wire import Answer, Request
from zalosim.world import World


def answer(world: World, request: Request) -> Answer:
    """One control call; 400 says what is wrong with it."""
    if not _is_local(request):
        return Answer.of({"error": "only from this machine"}, 403)
    by_method = CALLS.get(request.path)
    if by_method is None:
        return Answer.of({"error": f"no such address; there are {', '.join(sorted(CALLS))}"}, 404)
    call = by_method.get(request.method)
    if call is None:
        return Answer.of({"error": f"use {' or '.join(by_method)}"}, 405, {"Allow": ", ".join(by_method)})
    try:
        return Answer.of(call(world, request))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        return Answer.of({"error": str(problem) or type(problem).__name__}, 400)


def _is_local(request: Request) -> bool:
    """By address and by name: a web page must not reach us through a name that points at 127.0.0.1."""
    host = urlsplit(f"//{request.header('host')}").hostname or ""
    is_named_local = host == "localhost" or _is_loopback(host)
    origin = request.header("origin")
    is_foreign = bool(origin) and urlsplit(origin).netloc != request.header("host")
    return _is_loopback(request.peer) and is_named_local and not is_foreign


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


CALLS: dict[str, dict[str, Callable[[World, Request], dict[str, Any]]]] = {
    "/_sim/reset": {"POST": turning.reset},
    "/_sim/accepted": {"GET": telling.accepted},
    "/_sim/followers": {"POST": turning.followers, "GET": telling.list_followers},
    "/_sim/say": {"POST": acting.say},
    "/_sim/act": {"POST": acting.act},
    "/_sim/emit": {"POST": acting.emit},
    "/_sim/faults": {"POST": turning.set_faults, "GET": turning.list_faults},
    "/_sim/clock": {"POST": turning.clock},
    "/_sim/templates": {"POST": turning.templates},
    "/_sim/state": {"GET": telling.state, "POST": turning.configure},
    "/_sim/webhooks": {"GET": telling.webhooks},
    "/_sim/phone-code": {"POST": acting.phone_code},
}
