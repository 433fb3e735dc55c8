"""Every check in the order in which they explain each other; none of them changes anything."""

from collections.abc import Callable, Iterator

from portal.core import watch
from portal.core.db import release
from portal.core.watch import Level, Line
from portal.operating.doctor import machine, reaching, services, zalo

Check = Callable[[], Line]

CHECKS: tuple[Check, ...] = (
    machine.names,
    machine.addresses,
    machine.secrets,
    machine.home,
    machine.disk,
    machine.time_zone,
    machine.fonts,
    machine.confined,
    services.database,
    services.connections,
    services.schema_,
    services.clock_of_database,
    services.queue_server,
    services.processes,
    reaching.ourselves,
    reaching.clock_of_zalo,
    zalo.kind,
    zalo.restored,
)


def examine() -> Iterator[Line]:
    """The checks of the installation, then what the desk watches; one that breaks down says so."""
    for check in CHECKS:
        yield _asked(check)
    try:
        yield from watch.lines()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other findings are told
        yield _broken("watch", error)
    finally:
        release()


def _asked(check: Check) -> Line:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - as above
        return _broken(check.__name__, error)
    finally:
        release()


def _broken(key: str, error: Exception) -> Line:
    return Line(
        key,
        f"Kiểm tra “{key}”",
        Level.ACT,
        f"Không kiểm tra được ({type(error).__name__}).",
        todo="Sửa các mục đứng trên trước; nếu vẫn còn, xem nhật ký của tiến trình.",
    )
