"""Photos are fetched from Zalo's own hosts alone, and nothing a server does can hurt or hold us."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from portal.core import settings
from portal.zalo import pictures
from portal.zalo.pictures import Away, NoPicture, NotOurs, fetch

Speak = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"


def choose(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    """Other settings for this test."""
    chosen = settings.get().model_copy(update=values)
    monkeypatch.setattr(settings, "get", lambda: chosen)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Speak], str]]:
    """A server on loopback that stands for zalosim and says what a test wants; its address."""
    line = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{line.getsockname()[1]}"
    choose(monkeypatch, zalo_openapi_base=base, picture_seconds=1.0, is_test_home=True)

    def serve(speak: Speak) -> None:
        try:
            with closing(line.accept()[0]) as talk:
                talk.recv(65536)
                speak(talk)
        except OSError:
            return

    def start(speak: Speak) -> str:
        threading.Thread(target=serve, args=(speak,), daemon=True).start()
        return f"{base}/_media/a.jpg"

    yield start
    line.close()


def saying(raw: bytes) -> Speak:
    """Send these bytes and hang up."""
    return lambda talk: talk.sendall(raw)


def test_a_photo_comes_as_it_is(server: Callable[[Speak], str]) -> None:
    body = b"\xff\xd8\xff" + bytes(range(256)) * 400
    told = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    assert fetch(server(saying(told))) == body


@pytest.mark.parametrize(
    "address",
    [
        "http://photo.zdn.vn/a.jpg",
        "https://photo.zdn.vn:8443/a.jpg",
        "https://zdn.vn.evil.example/a.jpg",
        "https://evilzdn.vn/a.jpg",
        "https://a@photo.zdn.vn/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "https://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/a.jpg",
        "file:///etc/passwd",
        "ftp://photo.zdn.vn/a.jpg",
        "//photo.zdn.vn/a.jpg",
        "https://photo.zdn.vn\\@evil.example/a.jpg",
        "https://photo.zdn.vn/\r\nHost: evil.example",
        "https://photo.zdn.vn:99999/a",
        "https://photo.zdn.vn/" + "a" * 3000,
        "",
        "photo.zdn.vn/a.jpg",
    ],
)
def test_other_addresses_are_not_even_resolved(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[object]:
        raise AssertionError("looked up")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(NotOurs):
        fetch(address)


def test_the_sim_is_for_test_homes_alone(
    server: Callable[[Speak], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server(saying(b""))
    choose(monkeypatch, is_test_home=False, is_demo=False)
    with pytest.raises(NotOurs):
        fetch(address)


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.0.0.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1", "224.0.0.1"],
)
def test_a_name_that_leads_inside_is_not_followed(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[object] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("8.8.8.8", inside)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket.socket, "connect", lambda _, where: connected.append(where))
    with pytest.raises(Away):
        fetch("https://photo.zdn.vn/a.jpg")
    assert connected == []


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect"])
def test_redirects_are_not_followed(server: Callable[[Speak], str], status: str) -> None:
    told = f"HTTP/1.1 {status}\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".encode()
    with pytest.raises(Away) as away:
        fetch(server(saying(told)))
    assert away.value.is_final


@pytest.mark.parametrize(
    ("status", "is_final"), [("404 Not Found", True), ("503 Busy", False), ("429 Slow", False)]
)
def test_a_refusal_tells_whether_to_ask_again(
    server: Callable[[Speak], str], status: str, is_final: bool
) -> None:
    with pytest.raises(Away) as away:
        fetch(server(saying(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())))
    assert away.value.is_final is is_final


def test_a_large_one_is_refused_by_what_it_says(server: Callable[[Speak], str]) -> None:
    told = HEAD + b"Content-Length: %d\r\n\r\n" % (pictures.LARGEST + 1)
    with pytest.raises(NoPicture, match="large"):
        fetch(server(saying(told)))


def test_and_by_what_it_is(server: Callable[[Speak], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST", 50_000)
    with pytest.raises(NoPicture, match="large"):
        fetch(server(saying(HEAD + b"\r\n" + b"\xff\xd8\xff" * 20_000)))


def test_a_page_is_no_picture(server: Callable[[Speak], str]) -> None:
    with pytest.raises(NoPicture, match="kind"):
        fetch(server(saying(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")))


@pytest.mark.parametrize("raw", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"])
def test_a_broken_answer_is_a_host_that_is_away(server: Callable[[Speak], str], raw: bytes) -> None:
    with pytest.raises(Away) as away:
        fetch(server(saying(raw)))
    assert not away.value.is_final


def test_a_dripping_server_cannot_hold_us(server: Callable[[Speak], str]) -> None:
    def drip(talk: socket.socket) -> None:
        talk.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            talk.sendall(b"\xff")
            time.sleep(0.05)

    with pytest.raises(Away, match="Timeout"):
        fetch(server(drip))
