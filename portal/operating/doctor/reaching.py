"""From outside: does our public address lead to us, and what time is it at Zalo?"""

import datetime as dt
import http.client
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from portal.core import clock, settings
from portal.core.watch import Level, Line
from portal.operating.doctor.services import apart

SECONDS = 5.0
SHORT, ENDING = dt.timedelta(days=7), dt.timedelta(days=21)  # before a certificate ends
PUBLIC = "Đường vào từ ngoài"
ASK_OUTSIDE = "Xem DNS, tường lửa và nginx; người dân và Zalo (webhook) vào qua địa chỉ này."


@contextmanager
def _line(address: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    made = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        yield made
    finally:
        made.close()


def ourselves() -> Line:
    """Does the public address answer, as us, with a certificate that lasts?"""
    address = settings.get().base_url
    try:
        with _line(address) as line:
            line.request("GET", "/healthz", headers={"Connection": "close"})
            ends = _certificate_ends(line)
            answer = line.getresponse()
            said = answer.read(1000)
    except ssl.SSLError as error:
        said_ = f"Chứng thư của {address} không dùng được ({error.reason or 'TLS'})."
        return Line("reach", PUBLIC, Level.ACT, said_, todo="Gia hạn hoặc cài lại chứng thư TLS ở nginx.")
    except (OSError, http.client.HTTPException) as error:
        return Line(
            "reach", PUBLIC, Level.ACT, f"{address} không trả lời ({type(error).__name__}).", todo=ASK_OUTSIDE
        )
    if answer.status != 200 or not _is_us(said):
        return Line("reach", PUBLIC, Level.ACT, f"{address} không dẫn đến cổng này.", todo=ASK_OUTSIDE)
    return _lasting(address, ends)


def _is_us(said: bytes) -> bool:
    try:
        return bool(json.loads(said) == {"status": "ok"})
    except ValueError:
        return False


def _certificate_ends(line: http.client.HTTPConnection) -> dt.datetime | None:
    told = line.sock.getpeercert() if isinstance(line.sock, ssl.SSLSocket) else None
    if not told:
        return None
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), dt.UTC)


def _lasting(address: str, ends: dt.datetime | None) -> Line:
    left = ends - clock.now() if ends else None
    if ends is None or left is None or left > ENDING:
        return Line("reach", PUBLIC, Level.GOOD, f"{address} dẫn đến cổng này.")
    level = Level.ACT if left <= SHORT else Level.MIND
    said = f"Chứng thư TLS hết hạn {clock.shown(ends)}."
    return Line("reach", PUBLIC, level, said, todo="Gia hạn chứng thư (certbot renew) trước ngày đó.")


def clock_of_zalo() -> Line:
    """Tokens and the webhook's stamps go by Zalo's clock; any answer of its server tells the time."""
    title = "Đồng hồ so với Zalo"
    try:
        with _line(settings.get().zalo_openapi_base) as line:
            line.request("HEAD", "/", headers={"Connection": "close"})
            told = line.getresponse().getheader("Date", "")
    except (OSError, http.client.HTTPException) as error:
        todo = "Xem máy chủ có ra được Internet, cổng 443 tới openapi.zalo.me không."
        said = f"Không kết nối được tới Zalo ({type(error).__name__})."
        return Line("clock_zalo", title, Level.ACT, said, todo=todo)
    try:
        there = parsedate_to_datetime(told)
    except ValueError:
        return Line("clock_zalo", title, Level.GOOD, "Zalo trả lời, không nói giờ.")
    ahead = (clock.now() - there).total_seconds()
    return apart("clock_zalo", title, ahead if abs(ahead) >= 2 else 0.0)  # their header has whole seconds
