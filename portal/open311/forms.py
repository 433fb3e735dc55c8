"""What another system sends: parameters as GeoReport v2 names them, every complaint at once."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.citizens.forms import parse_phone
from portal.core import fetch
from portal.core.clock import VIETNAM
from portal.feedback.forms import lines, plain
from portal.feedback.messages import MOST_PHOTOS

EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[^\s@.<>\"',;:()]+(?:\.[^\s@.<>\"',;:()]+)+")
SOUTH, NORTH, WEST, EAST = 7.5, 23.6, 101.9, 117.9  # Vietnam with its islands
MOST_TEXT, MOST_PLACE, MOST_NAME = 2000, 300, 100
PLACES = 3  # of a degree: about a hundred metres
MOST_IDS = 100
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Report:
    """A new report; `wrong` holds keys of messages."""

    service: str
    text: str
    place: str | None
    at: tuple[float, float] | None
    name: str | None
    phone: str | None
    email: str | None
    media: tuple[str, ...]  # addresses of photos
    wrong: list[str] = field(default_factory=list)


def report(told: Mapping[str, str], services: Mapping[str, object]) -> Report:
    """Read and judge; whatever GeoReport knows besides (device_id, account_id) is left aside."""
    name = " ".join(filter(None, (told.get("last_name", ""), told.get("first_name", ""))))
    made = Report(
        service=told.get("service_code", ""),
        text=lines(told.get("description", "")) or "",
        place=plain(told.get("address_string", "")) or None,
        at=None,
        name=plain(name) or None,
        phone=told.get("phone", "").strip() or None,
        email=plain(told.get("email", "")) or None,
        media=tuple(told.get("media_url", "").split()),
    )
    made.wrong = [
        *([] if made.service in services else ["NO_SERVICE"]),
        *([] if 0 < len(made.text) <= MOST_TEXT else ["NO_TEXT"]),
        *_judge_person(made),
        *_judge_place(made, told),
        *([] if all(map(_is_address, made.media)) else ["BAD_MEDIA"]),
        *([] if len(made.media) <= MOST_PHOTOS else ["MANY_MEDIA"]),
    ]
    return made


def _is_address(told: str) -> bool:
    try:
        fetch.checked(told)
    except fetch.Barred:
        return False
    return True


def _judge_person(made: Report) -> list[str]:
    is_phone = made.phone is None or (len(made.phone) <= 40 and parse_phone(made.phone) is not None)
    is_email = made.email is None or (len(made.email) <= 200 and EMAIL.fullmatch(made.email) is not None)
    wrong = [] if is_phone and is_email else ["NO_ANSWER_TO"]
    return wrong + (["TOO_LONG"] if len(made.name or "") > MOST_NAME else [])


def _judge_place(made: Report, told: Mapping[str, str]) -> list[str]:
    """Coordinates are rounded as those of our own form: nobody needs a doorstep."""
    if len(made.place or "") > MOST_PLACE:
        return ["TOO_LONG"]
    given = told.get("lat", "").strip(), told.get("long", "").strip()
    if given == ("", ""):
        return [] if made.place else ["NO_PLACE"]
    try:
        lat, long = float(given[0]), float(given[1])
    except ValueError:
        return ["BAD_PLACE"]
    if not (math.isfinite(lat) and SOUTH <= lat <= NORTH and WEST <= long <= EAST):
        return ["BAD_PLACE"]
    made.at = round(lat, PLACES), round(long, PLACES)
    return []


@dataclass(frozen=True)
class Wanted:
    """Which requests somebody wants to see."""

    ids: tuple[str, ...]
    services: tuple[str, ...]
    first: dt.datetime | None
    before: dt.datetime | None
    status: str | None
    wrong: str | None = None


def wanted(told: Mapping[str, str]) -> Wanted:
    """Read a query; `wrong` is a key of messages."""
    ids = tuple(part.strip() for part in told.get("service_request_id", "").split(",") if part.strip())
    services = tuple(part.strip() for part in told.get("service_code", "").split(",") if part.strip())
    status, wrong = told.get("status") or None, None
    first, before = _moment(told.get("start_date")), _moment(told.get("end_date"))
    if status not in {None, "open", "closed", "open,closed", "closed,open"}:
        wrong = "BAD_STATUS"
    if (told.get("start_date") and not first) or (told.get("end_date") and not before):
        wrong = "BAD_TIME"
    return Wanted(
        ids[:MOST_IDS],
        services[:MOST_IDS],
        first,
        before,
        status if status in {"open", "closed"} else None,
        wrong,
    )


def _moment(told: str | None) -> dt.datetime | None:
    """A W3C time; without a zone it is Vietnam's."""
    try:
        found = dt.datetime.fromisoformat((told or "").strip().replace(" ", "+"))
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
