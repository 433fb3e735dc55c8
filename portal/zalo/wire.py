"""One call to Zalo on one new connection, under its deadline; a fault test may end it in the middle (R3)."""

from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Retry
from urllib3.connection import HTTPConnection, HTTPSConnection

from portal.core.faults import fault
from portal.core.line import MOST_BYTES as MOST_BYTES
from portal.core.line import Call as Call
from portal.core.line import Timed


class _Timed(Timed):
    def getresponse(self) -> Any:
        fault("F4")
        return super().getresponse()  # type: ignore[misc]


class Plain(_Timed, HTTPConnection):
    """Without encryption: only test homes have such addresses."""


class Tls(_Timed, HTTPSConnection):
    """With it, the certificate checked."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = Tls


class Connections(PoolManager):
    """Makes the one connection of a call."""

    def __init__(self, call: Call) -> None:
        super().__init__(num_pools=1, maxsize=1, retries=Retry(0, redirect=False, read=False))
        self.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
        self._call = call

    def _new_pool(self, *told: Any, **more: Any) -> HTTPConnectionPool:
        pool = super()._new_pool(*told, **more)
        kind, call = pool.ConnectionCls, self._call

        def connection(*told: Any, **more: Any) -> Any:
            made = kind(*told, **more)
            made.call = call  # type: ignore[attr-defined]
            return made

        pool.ConnectionCls = connection  # type: ignore[assignment]
        return pool
