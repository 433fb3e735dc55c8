"""The citizens who have this Official Account in their Zalo."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Thị", "Văn", "Minh", "Ngọc", "Thanh", "Quốc", "Kim", "Hữu")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Giang", "Hạnh", "Khánh", "Lan", "Mai", "Nam", "Phúc", "Quyên", "Sơn")


@dataclass(slots=True)
class Person:
    """One citizen as this OA sees them; ids are text, they exceed what a float can hold."""

    user_id: str
    user_id_by_app: str = ""
    name: str = ""
    phone: str = ""
    is_following: bool = False
    last_interaction: int | None = None  # epoch ms; None: never wrote, or unfollowed since
    shared: bool = False  # has given the OA name and phone
    clicked_chat: bool = False
    is_sensitive: bool = False
    restricted: bool = False  # refuses this kind of message: -244
    banned: bool = False  # inactive or locked account: -222
    full: bool = False  # has received all a user may receive today: -218
    gender: str = ""
    birthday: str = ""
    ward: str = ""
    city: str = ""
    address: str = ""
    alias: str = ""
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    login_id: str = ""  # id of a web login where it is not user_id_by_app
    is_admin: bool = False  # development-mode ZNS reach admins only
    zns: str = ""  # scripted answer to a ZNS to this phone, e.g. "-118"
    version: int = 0  # grows with everything the phone page shows of this person

    def stored(self) -> dict[str, Any]:
        """As a JSON object for the snapshot and the control answers."""
        told = {name: getattr(self, name) for name in self.__slots__}  # asdict is ten times as slow
        return told | {"tags": list(self.tags), "notes": list(self.notes)}


KNOWN = {field.name for field in fields(Person)} - {"version"}


def from_json(value: Any, now_ms: int) -> Person:
    """Read a person; unknown members are refused so that a typing error does not pass silently."""
    if not isinstance(value, dict):
        raise ValueError("a person is a JSON object")
    unknown = set(value) - KNOWN - {"version"}
    if unknown:
        raise ValueError(f"unknown members of a person: {', '.join(sorted(unknown))}")
    user_id = str(value.get("user_id") or "")
    if not re.fullmatch(r"\d{1,20}", user_id):
        raise ValueError("user_id must be a string of digits")
    person = Person(**{name: member for name, member in value.items() if name in KNOWN})
    person.user_id = user_id
    person.user_id_by_app = str(person.user_id_by_app or by_app(user_id))
    person.phone = normal_phone(str(person.phone or ""))
    person.name = person.name or f"Người dùng {user_id[-4:]}"
    if person.is_following and "last_interaction" not in value:
        person.last_interaction = now_ms
    return person


def generated(numbers: Iterable[int], now_ms: int, **members: Any) -> list[Person]:
    """Followers invented from their number: the same number is always the same person."""
    return [from_json(_invented(number) | members, now_ms) for number in numbers]


def _invented(number: int) -> dict[str, Any]:
    name = " ".join(
        (FAMILY[number % len(FAMILY)], MIDDLE[number // 3 % len(MIDDLE)], GIVEN[number // 7 % len(GIVEN)])
    )
    return {
        "user_id": str(7_000_000_000_000_000_000 + number),
        "name": name,
        "phone": str(84_930_000_000 + number),
        "is_following": True,
        "shared": True,
    }


def stranger(user_id: str) -> Person:
    """Somebody who writes without ever having followed."""
    return from_json({"user_id": user_id}, 0)


def by_app(user_id: str) -> str:
    """An app-scoped id that differs from the OA-scoped one, as in the real platform."""
    return str(3_000_000_000_000_000_000 + int(user_id) * 7919 % 999_999_999_999_999_989)


def normal_phone(phone: str) -> str:
    """Digits with the country code, as Zalo shows them."""
    digits = re.sub(r"\D", "", phone)
    return "84" + digits[1:] if digits.startswith("0") else digits
