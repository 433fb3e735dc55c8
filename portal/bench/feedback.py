"""Reports with three photos of 4 MB over a slow line that breaks: none lost, taken in once, and the cost."""

import io
import re
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from PIL import Image
from sqlalchemy import func, select

from portal.bench import media, processor
from portal.bench.figures import Report
from portal.bench.home import Home, kind
from portal.core import picture_facts
from portal.core.db import db
from portal.feedback.models import Feedback, FeedbackPhoto

TEXTS = (
    "Đường ngập sâu từ sáng, xe chết máy, trẻ em không đến trường được.",
    "Cây lớn đổ chắn ngang lối vào chợ, dây điện còn vướng trên cành.",
    "Nước máy đục và có mùi lạ từ ba ngày nay ở cả khu phố.",
)
LINES, PHOTOS, PHOTO_BYTES = len(TEXTS), 3, 4_000_000
RATE, PIECE = 500_000, 16_384  # bytes a second: four megabits, shared by nobody
CPU_SECONDS, MEMORY_MB = 1.5, 30.0  # promised
TICKS = 100
WARMING = 8  # forms before the measurement: each web process has had some
_HIDDEN = re.compile(r'name="(csrf_token|once)"[^>]* value="([^"]+)"')
_CODE = re.compile(rb"\r\n[Ll]ocation: /phan-anh/([0-9A-Z]{11})/da-nhan/")


@dataclass
class Line:
    """One person on a slow line: what they typed, and the tracking codes they were answered."""

    number: int
    album: list[bytes]
    boundary: str = field(default_factory=lambda: uuid.uuid4().hex)
    codes: list[bytes] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What they wrote."""
        return TEXTS[self.number] if self.number < LINES else f"Đang thử {self.number}."


def measure(home: Home) -> Report:
    """Each line breaks in the middle, then before the answer is read, then sends the form again, twice."""
    album = [_heavy(grain) for grain in (20, 35, 50)]
    lines = [Line(number, album) for number in range(LINES)]
    web = [pid for pid in processor.children(home.supervisor) if kind(pid) == "web"]
    _warm_up(home.url)
    before, began = _resident_mb(web), _spent_on_children(web)
    with _watched(web) as peak, ThreadPoolExecutor(LINES) as pool:
        list(pool.map(lambda line: _send(home.url, line), lines))
    spent = (_spent_on_children(web) - began) / (LINES * PHOTOS)
    kept, texts = _kept()
    kept, texts = kept - WARMING, [text for text in texts if text in TEXTS]
    lost = LINES * PHOTOS - kept + len(set(TEXTS) - set(texts))
    figures = {
        "reports": len(texts),
        "photos kept": kept,
        "lost": lost,
        "taken in twice": len(texts) - len(set(texts)) + sum(len(set(line.codes)) != 1 for line in lines),
        "cpu s a photo": spent,
        "web memory + MB": max(peak) - before,
        "whole form s": sum(sum(line.seconds) for line in lines) / sum(len(line.seconds) for line in lines),
    }
    bare = _bare_seconds(album)
    limit = {"Pillow alone s": bare, "line alone s": sum(map(len, album)) / RATE}
    ratio = {
        "cpu of the promised 1.5 s": spent / CPU_SECONDS,
        "memory of 30 MB": figures["web memory + MB"] / MEMORY_MB,
        "cpu to Pillow alone": spent / bare,
    }
    return Report("feedback", figures, limit, ratio)


def _heavy(grain: int) -> bytes:
    """A photo of 12 megapixels that weighs 4 MB, what is missing as words behind the picture."""
    raw = media.photo(grain)
    return raw + b"\0" * max(0, PHOTO_BYTES - len(raw))


def _warm_up(url: str) -> None:
    """What the first forms of all load into a process is no cost of later ones; one small photo each."""
    small = io.BytesIO()
    Image.effect_noise((320, 240), 60).save(small, "JPEG")
    for number in range(LINES, LINES + WARMING):
        head, body, host = _form(url, Line(number, [small.getvalue()]))
        _over(host, head + body)


def _send(url: str, line: Line) -> None:
    head, body, host = _form(url, line)
    _over(host, head + body, upto=len(head) + len(body) // 2)
    _over(host, head + body, hangs_up=True)
    for _ in range(2):
        begun = time.perf_counter()
        answer = _over(host, head + body)
        line.seconds.append(time.perf_counter() - begun)
        found = _CODE.search(answer)
        if not found:
            raise RuntimeError(f"not taken: {answer[:300]!r}")
        line.codes.append(found[1])


def _form(url: str, line: Line) -> tuple[bytes, bytes, tuple[str, int]]:
    """The request of the filled form: its head, its body, and where it goes."""
    with urlopen(f"{url}/phan-anh/", timeout=30) as answer:  # noqa: S310 - our own address
        page, cookie = answer.read().decode(), answer.headers["Set-Cookie"].partition(";")[0]
    fields = dict(_HIDDEN.findall(page)) | {"kind": "field_report", "text": line.text, "consent": "y"}
    parts = [
        f'--{line.boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for n, raw in enumerate(line.album):
        named = f'name="photos"; filename="{n}.jpg"\r\nContent-Type: image/jpeg'
        parts += [
            f"--{line.boundary}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode(),
            raw + bytes([line.number]),
            b"\r\n",
        ]
    body = b"".join([*parts, f"--{line.boundary}--\r\n".encode()])
    at = urlsplit(url)
    head = (
        f"POST /phan-anh/ HTTP/1.1\r\nHost: {at.netloc}\r\nOrigin: {url}\r\nCookie: {cookie}\r\n"
        f"User-Agent: phone {line.number}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary={line.boundary}\r\n\r\n"
    )
    return head.encode(), body, (at.hostname or "", at.port or 80)


def _over(host: tuple[str, int], raw: bytes, *, upto: int | None = None, hangs_up: bool = False) -> bytes:
    """Send at the line's rate; break off after `upto` bytes, or before the answer is read."""
    with socket.create_connection(host, timeout=60) as wire:
        begun = time.perf_counter()
        for start in range(0, upto or len(raw), PIECE):
            wire.sendall(raw[start : start + PIECE])
            time.sleep(max(0.0, begun + (start + PIECE) / RATE - time.perf_counter()))
        if upto or hangs_up:
            return b""
        return b"".join(iter(lambda: wire.recv(65_536), b""))


def _kept() -> tuple[int, list[str]]:
    photos = db.session.scalar(
        select(func.count()).select_from(FeedbackPhoto).where(FeedbackPhoto.feedback_id.is_not(None))
    )
    return photos or 0, list(db.session.scalars(select(Feedback.text)))


def _programs(web: list[int]) -> list[int]:
    """The web's processes without those that look into pictures."""
    everyone = {pid for one in web for pid in processor.tree(one)}
    return [pid for pid in everyone if b"darkroom" not in _read(pid, "cmdline")]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _resident_mb(web: list[int]) -> float:
    found = (re.search(rb"VmRSS:\s+(\d+)", _read(pid, "status")) for pid in _programs(web))
    return sum(int(one[1]) for one in found if one) / 1024


def _spent_on_children(web: list[int]) -> float:
    """Processor seconds of children that have ended, those that developed photos."""
    told = (_read(pid, "stat").rpartition(b") ")[2].split() for pid in _programs(web))
    return sum(int(words[13]) + int(words[14]) for words in told if len(words) > 14) / TICKS


@contextmanager
def _watched(web: list[int]) -> Iterator[list[float]]:
    """What the web process held in memory meanwhile, five times a second."""
    seen, is_over = [_resident_mb(web)], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.2):
            seen.append(_resident_mb(web))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        is_over.set()
        watcher.join()


def _bare_seconds(album: list[bytes]) -> float:
    begun = time.process_time()
    for raw in album:
        with Image.open(io.BytesIO(raw)) as picture:
            picture.draft("RGB", (picture_facts.LONGEST_SIDE, picture_facts.LONGEST_SIDE))
            picture.thumbnail((picture_facts.LONGEST_SIDE, picture_facts.LONGEST_SIDE))
            picture.save(io.BytesIO(), "JPEG", quality=picture_facts.QUALITY)
    return (time.process_time() - begun) / len(album)
