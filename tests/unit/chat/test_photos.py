"""A photo of a receipt sent to the chat, from the event to the answer, with a real picture server."""

import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
import qrcode
from PIL import Image
from sqlalchemy import select

from portal.chat import jobs, operations, photo_jobs, photos
from portal.chat.models import ChatPhoto
from portal.citizens.models import Consent
from portal.core import settings
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.dossiers import queries
from portal.dossiers.models import Follow
from tests.unit.chat.conftest import CODE, Answer, answer_to
from tests.zalo_events import event, mac_of, numbers, raw_of

Push = Callable[..., None]
Send = Callable[..., Answer | None]
CARD = "079085001234|025123456|Nguyễn Văn An|01011985|Nam|12 Lê Lợi|15042021"


def qr(text: str, kind: str = "PNG") -> bytes:
    """A clean picture of a QR."""
    file = BytesIO()
    qrcode.make(text).get_image().convert("RGB").save(file, kind)
    return file.getvalue()


def plain() -> bytes:
    """A photo without any code."""
    file = BytesIO()
    Image.new("RGB", (640, 480), "gray").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """Path -> bytes, served on loopback as a test home's zalosim does."""
    told: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            raw = told.get(self.path)
            self.send_response(200 if raw else 503)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Content-Length", str(len(raw or b"")))
            self.end_headers()
            self.wfile.write(raw or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    told["base"] = f"http://127.0.0.1:{server.server_port}".encode()
    chosen = settings.get().model_copy(update={"zalo_openapi_base": told["base"].decode()})
    monkeypatch.setattr(settings, "get", lambda: chosen)
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def send(ctx: object, shelf: dict[str, bytes]) -> Send:
    """Send pictures in one message; what is answered once they were read."""

    def sent(*pictures: bytes, caption: str = "") -> Answer | None:
        urls = []
        for raw in pictures:
            shelf[path := f"/_media/{next(numbers)}.jpg"] = raw
            urls.append(shelf["base"].decode() + path)
        items = [{"type": "image", "payload": {"url": url, "thumbnail": url}} for url in urls]
        message = {"msg_id": f"i{next(numbers)}", "text": caption, "attachments": items}
        body = event("user_send_image", message=message)
        raw_body = raw_of(body)
        operations.receive(raw_body, mac_of(raw_body, str(body["timestamp"])))
        jobs.drain()
        photo_jobs.read()
        return answer_to(raw_body)

    return sent


def outcome() -> str | None:
    """How the newest photo ended."""
    db.session.expire_all()
    row = db.session.scalars(select(ChatPhoto).order_by(ChatPhoto.asked_at.desc())).first()
    assert row is not None
    assert row.addresses is None, "addresses are forgotten"
    return row.outcome


@pytest.mark.parametrize(
    "payload",
    [
        CODE,
        f"https://motcua.tinh.gov.vn/portaldvc/tra-cuu?SGT=079085001234&MHS={CODE}",
        f"https://dichvucong.tinh.gov.vn/tra-cuu?maHoSo={CODE}",
    ],
)
def test_a_receipt_is_answered_with_what_everybody_may_see(send: Send, push: Push, payload: str) -> None:
    push()
    answer = send(qr(payload))
    assert answer is not None
    assert CODE in answer.text
    assert "4 số cuối" in answer.text
    assert "079085001234" not in answer.text
    assert answer.links == []
    assert outcome() == "codes"


def test_our_own_printed_link_shows_more_and_can_be_followed(
    send: Send, push: Push, write: Callable[..., Answer]
) -> None:
    push()
    dossier_id = queries.id_of(CODE)
    assert dossier_id is not None
    token = dossiers.make_link(dossier_id, "receipt")
    answer = send(qr(dossiers.link_address(token)))
    assert answer is not None
    assert outcome() == "link"
    assert "4 số cuối" not in answer.text
    assert len(answer.links) == 1
    assert token not in answer.links[0], "a fresh link goes out"
    assert "đã đồng ý" in write(answer.payloads[0]).text
    assert db.session.scalars(select(Follow.via)).one() == "link"
    assert db.session.scalars(select(Consent)).one().evidence.startswith("inbox_event:")


def test_a_printed_link_that_is_over_opens_nothing(send: Send, push: Push) -> None:
    push()
    dossier_id = queries.id_of(CODE)
    assert dossier_id is not None
    token = dossiers.make_link(dossier_id, "receipt")
    dossiers.revoke_link(token)
    answer = send(qr(dossiers.link_address(token)))
    assert answer is not None
    assert "không còn dùng được" in answer.text
    assert CODE not in answer.text


def test_a_link_of_one_dossier_proves_no_other(write: Callable[..., Answer], push: Push) -> None:
    push()
    push("H44.12-260902-0001")
    dossier_id = queries.id_of("H44.12-260902-0001")
    assert dossier_id is not None
    token = dossiers.make_link(dossier_id, "receipt")
    assert "4 số cuối" in write(f"#theodoi {CODE} @{token}").text
    assert db.session.scalars(select(Follow)).all() == []


def test_an_identity_card_is_refused_and_nothing_of_it_is_kept(
    send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = send(qr(CARD))
    assert answer is not None
    assert "thẻ căn cước" in answer.text
    assert outcome() == "id_card"
    for part in ("079085001234", "025123456", "Nguyễn Văn An"):
        assert part not in answer.text
        assert part not in caplog.text


@pytest.mark.parametrize(
    ("payload", "word", "ended"),
    [
        ("https://vi-du.example/tra?ban=7", "không chứa mã hồ sơ", "other"),
        (
            "https://motcua.gov.vn/apiqr/qr?id=3f0c9d1e-8a57-4b1b-9c67-0d1f2a3b4c5d",
            "không chứa mã hồ sơ",
            "other",
        ),
        ("H44.12.260902.0975", "Ý ông/bà", "near"),
        ("1.999999", "Chưa có thủ tục", "procedure"),
        ("079085001234", "thẻ căn cước", "id_card"),
    ],
)
def test_other_codes_are_answered_kindly(send: Send, payload: str, word: str, ended: str) -> None:
    answer = send(qr(payload))
    assert answer is not None
    assert word in answer.text
    assert outcome() == ended


def test_two_codes_beside_each_other_do_no_harm(send: Send, push: Push) -> None:
    push()
    answer = send(qr("https://motcua.gov.vn/apiqr/qr?id=3f0c9d1e"), qr(CODE), plain())
    assert answer is not None
    assert CODE in answer.text


def test_the_first_unreadable_photo_gets_a_tip_and_the_second_the_offer_of_a_person(send: Send) -> None:
    first, second = send(plain()), send(plain())
    assert first is not None
    assert second is not None
    assert "chụp lại" in first.text
    assert first.payloads == []
    assert "vẫn chưa đọc được" in second.text
    assert second.payloads == ["#gapcanbo"]


def test_a_photo_that_is_read_between_starts_the_count_again(send: Send, push: Push) -> None:
    push()
    send(plain())
    send(qr(CODE))
    third = send(plain())
    assert third is not None
    assert "chụp lại" in third.text


@pytest.mark.parametrize("raw", [b"GIF89a" + b"\0" * 64, b"<html>", b"\xff\xd8\xff" + b"\0" * 99])
def test_what_is_no_picture_is_told_so(send: Send, raw: bytes) -> None:
    answer = send(raw)
    assert answer is not None
    assert "không phải ảnh" in answer.text
    assert outcome() == "no_picture"


def test_a_host_that_is_away_is_asked_again_and_then_told(send: Send, shelf: dict[str, bytes]) -> None:
    assert send(b"") is None
    for _ in range(photos.MOST_TRIES - 1):
        row = db.session.scalars(select(ChatPhoto)).one()
        assert row.closed_at is None
        row.due_at = row.asked_at
        db.session.commit()
        photo_jobs.read()
    assert outcome() == "away"


def test_a_stranger_host_is_never_asked(
    send: Send, shelf: dict[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    shelf["base"] = b"https://evil.example"
    answer = send(qr(CODE))
    assert answer is not None
    assert "Chưa tải được ảnh" in answer.text
    assert "ZALO_PICTURE_HOSTS host=evil.example" in caplog.text


def test_a_code_in_the_caption_is_enough(send: Send, push: Push) -> None:
    push()
    answer = send(plain(), caption=f"hồ sơ {CODE}")
    assert answer is not None
    assert CODE in answer.text
    assert db.session.scalars(select(ChatPhoto)).all() == []


def test_whoever_speaks_with_a_person_is_answered_codes_alone(
    send: Send, push: Push, write: Callable[..., Answer]
) -> None:
    push()
    write("gặp cán bộ")
    assert send(plain()) is None
    answer = send(qr(CODE))
    assert answer is not None
    assert CODE in answer.text


def test_many_photos_are_counted_like_look_ups(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings.get().model_copy(update={"lookups_per_browser": 2})
    monkeypatch.setattr(settings, "get", lambda: chosen)
    send(plain())
    send(plain())
    third = send(plain())
    assert third is not None
    assert "chờ một phút" in third.text
    assert send(plain()) is None


def test_two_workers_answer_once(send: Send, push: Push) -> None:
    push()
    send(qr(CODE))
    assert photos.take() is None
    assert photo_jobs.read() == 0


def test_rows_of_last_week_are_forgotten(send: Send) -> None:
    send(plain())
    assert photos.sweep() == 0
    db.session.scalars(select(ChatPhoto)).one().asked_at -= photos.KEPT
    db.session.commit()
    assert photos.sweep() == 1
