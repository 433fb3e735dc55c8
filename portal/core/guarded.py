"""A connection that checks where it is led to: to public network addresses alone, under a call's deadline."""

import ipaddress
import socket
from typing import Any
from urllib.parse import SplitResult

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from portal.core.line import Call, Timed, trusted


def pool(parts: SplitResult, call: Call, *, is_own: bool = False) -> HTTPConnectionPool:
    """The one connection of this call, which checks where it is led to; `is_own`: to this machine, too."""
    is_tls = parts.scheme == "https"
    kind = (_Tls if is_own else _GuardedTls) if is_tls else _Plain
    name = parts.hostname or ""
    made_of = (
        HTTPSConnectionPool(name, parts.port, maxsize=1, ssl_context=trusted())
        if is_tls
        else HTTPConnectionPool(name, parts.port, maxsize=1)
    )

    def connection(*told: Any, **more: Any) -> Any:
        made = kind(*told, **more)
        made.call = call
        return made

    made_of.ConnectionCls = connection  # type: ignore[assignment]
    return made_of


class _Plain(Timed, HTTPConnection):
    """Without encryption: only a pretend vendor of this machine has such an address."""


class _Tls(Timed, HTTPSConnection):
    """With it, the certificate checked."""


class _GuardedTls(_Tls):
    """Resolves the name itself and connects to nothing but a public address."""

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = public_address(name, self.port or 443)
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name  # certificates are checked against the name


def public_address(name: str, port: int) -> str:
    """A network address of the name; OSError when any of its addresses is not a public one."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)}
    told = [ipaddress.ip_address(one) for one in found]
    if not told or not all(one.is_global and not one.is_multicast for one in told):
        raise OSError("not a public address")
    return sorted(found, key=lambda one: (":" in one, one))[0]
