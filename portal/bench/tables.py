"""How long a look-up table of 100,000 rows takes to come in, and to be asked."""

import csv
import datetime as dt
import io
import json
import random
import statistics
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode
from urllib.request import urlopen

from sqlalchemy import select

from portal.bench.figures import Report, quantile
from portal.bench.home import Home
from portal.core.db import db, release
from portal.core.errors import Refused
from portal.core.search import fold
from portal.staff import operations as staff
from portal.staff.models import Role, StaffUser
from portal.tables import kinds, queries, search
from portal.tables.models import WORK, State
from portal.tables.operations import leasing, making, reading
from portal.tables.search import Wanted

ROWS, ROUNDS, ASKED = 100_000, 5, 300
KEYWORD, CITIZEN, PROMISED_SECONDS = "bảng đo", "7000000000000000001", 300
_SAID = (
    "Lê Lợi Nguyễn Trãi Huệ Hùng Vương Trần Phú Cách Mạng Tháng Tám Phan Bội Châu Điện Biên Phủ Võ Thị Sáu "
    "Trường Chinh Hoàng Văn Thụ Đặng Ngọc Dương Tử Giang Thái Bình Long Hoa An Ninh Phước Thạnh Tân Hòa"
)
SYLLABLES = _SAID.split()
COMMON = ("đường phường", "duong", "phuong l")
COMMUNES = [f"Phường {first} {second}" for first in SYLLABLES[:8] for second in SYLLABLES[-12:]]


def measure(home: Home) -> Report:
    """Seconds to look into, bring in, be with citizens; milliseconds to ask, the median of five rounds."""
    chance = random.Random(2026)  # noqa: S311 - the same table each time
    rows = [_row(chance) for _ in range(ROWS)]
    begun = time.perf_counter()
    figures, slug = _made(rows)
    figures["page live s"] = _until(begun, lambda: _is_on_page(home, slug, rows[0][0]))
    figures["chat live s"] = _until(begun, lambda: _is_in_chat(home, rows[0][0]))
    asked = _questions(rows, chance)
    mixed = _times(slug, [one for questions in asked.values() for one in questions])
    figures |= {f"all {name} ms": value for name, value in mixed.items()}
    for kind, questions in asked.items():
        figures |= {f"{kind} {name} ms": value for name, value in _times(slug, questions).items()}
    return Report("tables", figures, {}, {"p95 of the promised 60 ms": figures["all p95 ms"] / 60})


def _row(chance: random.Random) -> list[str]:
    street = " ".join(chance.choices(SYLLABLES, k=3))
    ends = (" ".join(chance.choices(SYLLABLES, k=2)) for _ in range(2))
    prices = (str(chance.randrange(100, 40_000) * 1000) for _ in range(4))
    return [f"Đường {street}", *ends, chance.choice(COMMUNES), "Đất ở", *prices, "1"]


def _made(rows: list[list[str]]) -> tuple[dict[str, float], str]:
    """Uploaded, looked into, brought in and put up by the operations that the desk and the workers call."""
    out = io.StringIO()
    known = kinds.kinds()["land_price"]
    csv.writer(out).writerows([[one.label for one in known.columns], *rows])
    staff.create_user("bench-tables", "Đo", [(Role.OFFICER, None)], staff.new_password())
    by = db.session.scalars(select(StaffUser.id).filter_by(username="bench-tables")).one()
    table_id = making.make(known.name, "Bảng đo", KEYWORD, "", by)
    edition_id = making.upload(table_id, io.BytesIO(out.getvalue().encode()), "do.csv", by)
    figures = {"rows": float(ROWS), "file MB": len(out.getvalue().encode()) / 1_048_576}
    figures["look s"] = _worked(edition_id)
    header = queries.edition(edition_id).header
    columns = [one for one in kinds.guessed(known, header) if one]
    making.choose(edition_id, columns, document_no="", valid_from=dt.date(2026, 1, 1), valid_to=None, by=by)
    figures["import s"] = _worked(edition_id)
    begun = time.perf_counter()
    making.publish(edition_id, by)
    figures["publish s"] = time.perf_counter() - begun
    return figures, queries.table(table_id).slug


def _until(begun: float, is_there: Callable[[], bool]) -> float:
    """Seconds from the upload until a citizen has it; Refused when nobody ever does."""
    while not is_there():
        if time.perf_counter() - begun > PROMISED_SECONDS:
            raise Refused("the table is not live within five minutes")
        time.sleep(0.2)
    return time.perf_counter() - begun


def _is_on_page(home: Home, slug: str, street: str) -> bool:
    address = f"{home.url}/tra-cuu/{slug}/?{urlencode({'q': street})}"
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - loopback, our own
        return street in answer.read().decode()


def _is_in_chat(home: Home, street: str) -> bool:
    """Asked by the table's word; the answer comes back through the worker."""
    home.zalo("/_sim/followers", [{"user_id": CITIZEN, "is_following": True}])
    home.zalo("/_sim/say", {"user_id": CITIZEN, "text": f"{KEYWORD} {street}"})
    for _ in range(50):
        told = home.zalo("/_sim/accepted")["accepted"]
        if any(street in json.dumps(call["body"], ensure_ascii=False) for call in told):
            return True
        time.sleep(0.1)
    return False


def _worked(edition_id: uuid.UUID) -> float:
    """Seconds until the home's workers, and this process with them, are through with an edition."""
    begun = time.perf_counter()
    while True:
        while taken := leasing.take():
            reading.work_on(taken)
        release()
        if (edition := queries.edition(edition_id)).state not in WORK:
            break
        time.sleep(0.05)
    if edition.state is State.REFUSED:
        raise Refused(f"the file was refused: {edition.problem}")
    return time.perf_counter() - begun


def _questions(rows: list[list[str]], chance: random.Random) -> dict[str, list[Wanted]]:
    """As people ask: streets with marks and without, words of every row, a commune, a slip, nothing."""
    streets = [chance.choice(rows)[0] for _ in range(ASKED // 5)]
    places = [chance.choice(COMMUNES) for _ in streets]
    return {
        "street": [Wanted(street.lower()) for street in streets],
        "no marks": [Wanted(fold(street)) for street in streets],
        "street in a commune": [Wanted(chance.choice(SYLLABLES), place=place) for place in places],
        "word of every row": [Wanted(text) for text in ("đường phường", "duong", "phuong l")] * 20,
        "slip or nothing": [Wanted(street[:-1] + "xq") for street in streets],
    }


def _times(slug: str, questions: list[Wanted]) -> dict[str, float]:
    """The whole question, with its table: the page asks both."""
    rounds = [_round(slug, questions) for _ in range(ROUNDS)]
    return {
        name: statistics.median(quantile(one, share) for one in rounds) * 1000
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }


def _round(slug: str, questions: list[Wanted]) -> list[float]:
    taken = []
    for question in questions:
        begun = time.perf_counter()
        search.find(queries.shown(slug), question)
        taken.append(time.perf_counter() - begun)
        release()
    return sorted(taken)
