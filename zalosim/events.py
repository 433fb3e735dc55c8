"""Webhook bodies by event name: the catalogue in samples/, filled in with who and when."""

import json
import random
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zalosim.people import Person

if TYPE_CHECKING:
    from zalosim.world import World

SAMPLES: dict[str, dict[str, Any]] = {}
FROM_ZNS: set[str] = set()  # these come with a header that names the other sender
for _path in sorted((Path(__file__).parent / "samples").glob("*.json")):
    _found = json.loads(_path.read_text("utf-8"))
    SAMPLES.update(_found)
    if _path.stem == "zns":
        FROM_ZNS.update(_found)

PLACE = re.compile(r"\{(\w+)\}")


def known(name: str) -> bool:
    """Whether the catalogue holds a body under this name."""
    return name in SAMPLES


def body(world: "World", name: str, person: Person | None = None, **overrides: Any) -> dict[str, Any]:
    """A body of the catalogue about this person; overrides are merged into it, None removes a member."""
    template = SAMPLES.get(name) or {**SAMPLES["some_future_event"], "event_name": name}
    filled: dict[str, Any] = merged(_filled(template, _values(world, person)), overrides)
    if not world.switches.by_app_in_events:
        filled.pop("user_id_by_app", None)
    if not world.switches.app_id_in_events:
        filled.pop("app_id", None)
    return filled


def new_id() -> str:
    """A message id in the form the platform uses."""
    return secrets.token_hex(10)


def _values(world: "World", person: Person | None) -> dict[str, str]:
    person = person or Person("6713920485510237746", "3390176254408815527", "Người dùng", "84901234567")
    now = world.clock.now_ms()
    return {
        "app": world.identity.app_id,
        "oa": world.identity.oa_id,
        "user": person.user_id,
        "by_app": person.user_id_by_app,
        "name": person.name,
        "phone": person.phone,
        "now": str(now),
        "tomorrow": str(now + 24 * 3600 * 1000),
        "msg": new_id(),
        "hex": new_id(),
        "group": "f4d2a8f5c1a028fe71b1",
        "admin": "8840127365519044213",
    }


def _filled(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, str):
        return PLACE.sub(lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {name: _filled(member, values) for name, member in value.items()}
    if isinstance(value, list):
        return [_filled(member, values) for member in value]
    return value


def merged(value: Any, changes: Any) -> Any:
    """A deep merge; None as a change removes the member."""
    if not isinstance(value, dict) or not isinstance(changes, dict):
        return changes
    result = dict(value)
    for name, change in changes.items():
        if change is None:
            result.pop(name, None)
        else:
            result[name] = merged(result[name], change) if name in result else change
    return result


def as_bytes(event: dict[str, Any], style: dict[str, Any] | None = None) -> bytes:
    """Serialise in one of the ways seen: escaped or raw characters, another key order, spaces, a tail."""
    style = style or {}
    if style.get("shuffle") is not None:
        names = list(event)
        random.Random(style["shuffle"]).shuffle(names)  # noqa: S311 - repeatable, not secret
        event = {name: event[name] for name in names}
    separators = (", ", ": ") if style.get("spaces") else (",", ":")
    text = json.dumps(event, ensure_ascii=bool(style.get("escape")), separators=separators)
    return (text + str(style.get("tail", ""))).encode()


def with_numbers(value: Any, name: str = "") -> Any:
    """The same body with ids and the timestamp as numbers, as some senders write them."""
    if isinstance(value, dict):
        return {key: with_numbers(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [with_numbers(member, name) for member in value]
    is_number = isinstance(value, str) and value.isdigit() and (name.endswith("id") or name == "timestamp")
    return int(value) if is_number else value
