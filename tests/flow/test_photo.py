"""A photo of a receipt through everything: webhook, inbox, picture host, confined process, answer."""

import random

from tests.live import AN, Live
from tests.photos.camera import Shot, photograph
from tests.photos.receipt import print_sheet

CODE = "H44.12-260902-0975"


def _photo(payload: str) -> bytes:
    luck = random.Random(7)  # noqa: S311 - a picture, not a secret
    return photograph(print_sheet(payload, luck), Shot((1400, 1860), tilt=0.05, turn=8), luck)


def test_a_photographed_receipt_brings_the_status_and_a_card_nothing(live: Live) -> None:
    live.push({"code": CODE, "status": 4})
    live.sim.follow(AN)
    live.hear(AN, 0)
    live.sim.send_file(AN, _photo(f"https://motcua.tinh.gov.vn/tra-cuu?SGT=079085001234&MHS={CODE}"))
    heard = live.hear(AN, 1)
    assert f"Hồ sơ {CODE}: Đang xử lý" in heard["text"]
    live.sim.send_file(AN, _photo("079085001234|025123456|Nguyễn Văn An|01011985|Nam|12 Lê Lợi|15042021"))
    assert "thẻ căn cước" in live.hear(AN, 2)["text"]
    logs = "".join(path.read_text(errors="replace") for path in live.log.glob("*.log"))
    assert "079085001234" not in logs
    assert "outcome=id_card" in logs


def test_who_asks_for_a_person_hears_no_machine_but_for_codes(live: Live) -> None:
    live.push({"code": CODE, "status": 4})
    live.sim.follow(AN)
    live.hear(AN, 0)
    assert "cán bộ" in live.ask(AN, "cho tôi gặp cán bộ")["text"]
    live.sim.say(AN, "tôi muốn hỏi về đất đai")
    assert CODE in live.ask(AN, CODE)["text"]
    assert len(live.calls(AN)) == 3
