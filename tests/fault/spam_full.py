"""FB7: 1,000 forms of robots among 100 of people. `python -m tests.fault.spam_full`; code 0 when it holds.

At most five of the robots' may stand in the inbox, and all hundred of the people's must. Everything goes over
HTTP, each robot from an address of its own but for the hasty one. Phones do the work that is asked for, as
their scripts do; of the robots only the last kind does.
"""

import csv
import http.client
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from portal import app as _everything  # noqa: F401 - every table that another one names
from portal.bench import home as bench
from portal.core.db import db
from portal.feedback.models import Feedback
from portal.inbox.models import InboxItem, ItemState
from tests.web.feedback.forms import solved

ADVERT = "Nhận làm bằng cấp, chứng chỉ, giấy phép lái xe bao đậu trong ngày, giao tận nơi"
MOST, PEOPLE = 5, 100
QUESTIONS = Path(bench.__file__).with_name("strange.csv")
_HIDDEN = re.compile(r'name="(csrf_token|once)"[^>]* value="([^"]+)"')
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@dataclass(frozen=True)
class Sender:
    """One form: who sends it, what, from where, and whether a puzzle is solved."""

    who: str
    text: str
    address: str
    browser: str
    works: bool = False
    trap: str = ""


def senders(chance: random.Random) -> list[Sender]:
    """All of them, in an order of chance."""
    made = [*_robots(chance), *_people()]
    chance.shuffle(made)
    return made


def _robots(chance: random.Random) -> Iterator[Sender]:
    def keys() -> str:
        return " ".join("".join(chance.choices("bcdfghjklmnpqrstvwxz", k=7)) for _ in range(8))

    kinds: dict[str, tuple[int, Callable[[int], str]]] = {
        "fills every field": (150, lambda n: f"Dịch vụ tốt nhất số {n}"),
        "two links": (150, lambda n: f"Xem http://a{n}.vn và www.b{n}.vn"),
        "one advert": (150, lambda _: ADVERT + ", gọi ngay."),
        "an advert with other figures": (150, lambda n: f"Chào {n}! {ADVERT.upper()}, gọi 09{n:08d}"),
        "keys at random": (100, lambda _: keys()),
        "one hasty browser": (100, lambda n: f"Chuyện lạ thứ {n} ở xóm {chance.choice('ABCDE')}"),
        "fluent, words changed": (100, _fluent(chance)),
        "does the work": (
            100,
            lambda n: f"{n}: giảm giá lớn các khoá học làm giàu nhanh không cần vốn, xin liên hệ",
        ),
    }
    at = 0
    for who, (count, text) in kinds.items():
        for n in range(count):
            at += 1
            is_hasty = who == "one hasty browser"
            address = "203.0.113.9" if is_hasty else f"198.18.{at // 250}.{at % 250}"
            trap = "x" if who == "fills every field" else ""
            yield Sender(
                who, text(n), address, "robot" if is_hasty else f"robot {at}", who == "does the work", trap
            )


def _fluent(chance: random.Random) -> Callable[[int], str]:
    """Sensible sentences of one advertiser, a few words of them different each time."""
    parts = (
        ("Gia đình tôi", "Nhà em", "Công ty chúng tôi", "Bà con xóm tôi"),
        ("vừa đặt giặt nệm", "mới gọi thợ sửa ống nước", "đã thuê thông cống nghẹt", "thử dịch vụ dọn nhà"),
        ("ở Bến Lức", "tại Tân An", "bên Đức Hòa", "dưới Cần Giuộc"),
        ("thợ đến đúng giờ", "người làm rất vui vẻ", "xong chỉ trong một buổi", "giá không ai rẻ bằng"),
    )
    close = "ai cần làm tận nơi cứ liên hệ cơ sở của anh Hải để được tư vấn miễn phí và giảm giá lần đầu"
    return lambda _: f"{', '.join(chance.choice(part) for part in parts)}, {close}"


def _people() -> Iterator[Sender]:
    """Real questions; each tenth phone sends two, and a fifth of all stand behind one address."""
    with QUESTIONS.open(encoding="utf-8") as file:
        asked = [row["query"] for row in csv.DictReader(file)][:PEOPLE]
    for n, text in enumerate(asked):
        phone = n - 1 if n % 10 == 1 else n
        address = "192.0.2.1" if n % 5 == 0 else f"192.0.3.{phone}"
        yield Sender("people", text, address, f"phone {phone}", works=True)


def send(url: str, one: Sender) -> int:
    """Open the form and send it; the last status."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    head = {"User-Agent": one.browser, "X-Forwarded-For": one.address}
    page, cookie = _asked(line, "GET", None, head)[1:]
    mail = re.sub(r"\W", "", one.browser) + "@vidu.vn"
    typed = {"kind": "question", "text": one.text, "email": mail, "consent": "y", "website": one.trap}
    head |= {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": url}
    fields = typed | dict(_HIDDEN.findall(page))
    fields |= {name: "1" for name in ("calm", "law", "own")}  # what should be known first was read
    status, answer, _ = _asked(line, "POST", fields, head)
    ticket = _TICKET.search(answer)
    if status == 422 and ticket and one.works:
        status, answer, _ = _asked(line, "POST", fields | solved(ticket[1]), head)
    line.close()
    return status


def _asked(
    line: http.client.HTTPConnection, method: str, fields: dict[str, str] | None, head: dict[str, str]
) -> tuple[int, str, str]:
    line.request(method, "/phan-anh/", urlencode(fields) if fields else None, head)
    answer = line.getresponse()
    return answer.status, answer.read().decode(), (answer.getheader("Set-Cookie") or "").partition(";")[0]


def inbox() -> dict[str, str]:
    """The texts of cases that stand in the inbox, and of those that wait apart."""
    rows = db.session.execute(
        select(Feedback.text, InboxItem.id)
        .join(InboxItem, InboxItem.subject_id == Feedback.id, isouter=True)
        .where(InboxItem.state.is_(None) | (InboxItem.state != ItemState.CLOSED))
    )
    return {text: "inbox" if item else "apart" for text, item in rows}


def main() -> int:
    """Send all, count, print; 1 when it does not hold."""
    bench.AT_ANY_HOUR["PROXY_HOPS"] = os.environ["PROXY_HOPS"] = "1"
    everyone = senders(random.Random(7))  # noqa: S311 - the same order each time
    with bench.opened() as home:
        statuses = [send(home.url, one) for one in everyone]
        found = inbox()
    table: dict[str, Counter[str]] = {}
    for one, status in zip(everyone, statuses, strict=True):
        table.setdefault(one.who, Counter())[_where(one, status, found)] += 1
    for who, counted in sorted(table.items()):
        sys.stdout.write(
            f"{who:30} " + ", ".join(f"{what} {n}" for what, n in sorted(counted.items())) + "\n"
        )
    robots = sum(counted["inbox"] for who, counted in table.items() if who != "people")
    people = table["people"]["inbox"]
    sys.stdout.write(
        f"robots in the inbox {robots} (most {MOST}), people in the inbox {people} of {PEOPLE}\n"
    )
    return int(robots > MOST or people != PEOPLE)


def _where(one: Sender, status: int, found: dict[str, str]) -> str:
    """Refused forms are not in the database, whoever else wrote the same words."""
    return (
        found.get(" ".join(one.text.split()), "lost")
        if status == 303
        else f"asked to work or wait ({status})"
    )


if __name__ == "__main__":
    sys.exit(main())
