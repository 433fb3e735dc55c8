"""How a row of a catalogue is laid out for the tables: what lists need, and its text over the facts."""

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from portal.core.search import fold, sort_key, tidy
from portal.places.queries import bare
from portal.procedures.forms import ProcedureFacts

RICH = frozenset(
    {"summary", "steps", "documents", "conditions", "deadline_text", "fee_text", "search_aliases"}
)


PAID = frozenset({"fees", "fee_status"})


READING = frozenset({"source", "as_of", "original", "quality"})  # says when and where, not what


# One statement for a batch; a row that says the same as before is not touched.
UPSERT = text(
    """INSERT INTO procedure AS p
         (id, code, name, field, folded, names, sort_key, desk, levels, subjects, is_hidden, is_rich)
       SELECT r.id, r.code, r.name, r.field, r.folded,
         setweight(to_tsvector('simple', r.folded), 'A')
           || setweight(to_tsvector('simple', r.folded_field), 'B')
           || setweight(to_tsvector('simple', r.marked), 'C'),
         r.sort_key, r.desk, r.levels, r.subjects, r.is_hidden, r.is_rich
       FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, code text, name text, field text,
         folded text, folded_field text, marked text, sort_key text, desk text, levels jsonb, subjects jsonb,
         is_hidden boolean, is_rich boolean)
       ON CONFLICT (code) DO UPDATE SET
         name = EXCLUDED.name, field = EXCLUDED.field, folded = EXCLUDED.folded, names = EXCLUDED.names,
         sort_key = EXCLUDED.sort_key, desk = EXCLUDED.desk, levels = EXCLUDED.levels,
         subjects = EXCLUDED.subjects, is_hidden = EXCLUDED.is_hidden, is_rich = EXCLUDED.is_rich
       WHERE (p.name, p.field, p.folded, p.names, p.sort_key, p.desk, p.levels, p.subjects, p.is_hidden,
              p.is_rich)
         IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.field, EXCLUDED.folded, EXCLUDED.names,
              EXCLUDED.sort_key, EXCLUDED.desk, EXCLUDED.levels, EXCLUDED.subjects, EXCLUDED.is_hidden,
              EXCLUDED.is_rich)"""
)


@dataclass(frozen=True)
class Entry:
    """A row as the tables want it: what lists need, and the payload of its version."""

    code: str
    listed: dict[str, Any]
    payload: dict[str, Any]
    digest: str
    source: str
    as_of: str


def entry(
    row: ProcedureFacts, standing: dict[str, Any], ours: frozenset[str], *, is_partial: bool = False
) -> Entry:
    """Lay a row out. A text in our own words lies over the facts of its code, whichever file came first.

    A partial row speaks only of what it names (a table has few columns): all else stays as it was. If it says
    nothing new but where and when it was read, it changes nothing.
    """
    told = row.model_dump(mode="json", exclude_defaults=True)
    under, over = _layers(standing)
    if is_partial:
        under, over = _patched(row, under, over)
    elif row.is_rich:
        over = told
    else:
        under = told
    payload = {**under, **over}
    if over:
        payload["layers"] = {"facts": under, "text": over}
    facts = ProcedureFacts.model_validate(payload) if over else row
    return _entry(facts, payload, ours)


def laid_out(payload: dict[str, Any], ours: frozenset[str]) -> Entry:
    """A payload as it stood in a version before, for the tables once more."""
    return _entry(ProcedureFacts.model_validate(payload), payload, ours)


def _entry(facts: ProcedureFacts, payload: dict[str, Any], ours: frozenset[str]) -> Entry:
    return Entry(facts.code, _listed(facts, ours), payload, digest(payload), facts.source, facts.as_of)


def digest(payload: dict[str, Any]) -> str:
    """What tells one payload from another."""
    return hashlib.sha256(as_json(payload).encode()).hexdigest()


def _patched(
    row: ProcedureFacts, under: dict[str, Any], over: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The layers with what a partial row names in place of what they said of it."""
    named = row.model_dump(mode="json", exclude_unset=True)
    told = row.model_dump(mode="json", exclude_defaults=True)
    facts = {key: value for key, value in named.items() if key not in RICH and (key in told or key in under)}
    words = {key: value for key, value in named.items() if key in RICH and value}
    if "channels" in facts:
        facts["channels"] = _channels(under.get("channels", []), facts["channels"])
    if "results" in facts:  # a table knows their names alone
        codes = {one.get("name"): one for one in under.get("results", [])}
        facts["results"] = [codes.get(one.get("name"), one) for one in facts["results"]]
    same = {**under, **facts}
    if under and all(same[key] == under.get(key) for key in facts if key not in READING):
        same = under
    if words and any(over.get(key) != value for key, value in words.items()):
        head = {key: same[key] for key in ("code", "name", "source", "as_of")}
        over = {**head, **over, **words}
    return same, over


def _channels(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ways a partial row does not name stay; one that says the same as before keeps its fees and cases."""
    made: list[dict[str, Any]] = []
    for way in dict.fromkeys(row["channel"] for row in [*old, *new]):
        before, told = ([row for row in rows if row["channel"] == way] for rows in (old, new))
        if not told or (before and all(any(row.items() <= one.items() for one in before) for row in told)):
            made += before
        else:
            kept = before[0] if before else {}
            paid: dict[str, Any] = {key: kept[key] for key in PAID if key in kept}
            made += [row if row.keys() & PAID else {**row, **paid} for row in told]
    return made


def _layers(standing: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is in force, as the facts and the text it was made of."""
    layers = standing.get("layers")
    return (layers["facts"], layers["text"]) if layers else (standing, {})


def _listed(facts: ProcedureFacts, ours: frozenset[str]) -> dict[str, Any]:
    plain = re.sub(r"^thu tuc ", "", fold(facts.name))
    lines = [plain, *(fold(alias) for alias in facts.search_aliases)]
    spoken = " ".join([facts.name, *facts.search_aliases])
    elsewhere = facts.local_to is not None and bare(facts.local_to) not in ours
    return {
        "id": str(uuid.uuid4()),
        "code": facts.code,
        "name": facts.name,
        "field": facts.field or None,
        "folded": "\n".join(line for line in lines if line),
        "folded_field": fold(facts.field or ""),
        "marked": " ".join(marked(spoken)),
        "sort_key": sort_key(facts.name[:120]),
        "desk": facts.desk,
        "levels": facts.levels,
        "subjects": facts.subjects,
        "is_hidden": elsewhere or facts.publish_state == "repealed",
        "is_rich": facts.is_rich,
    }


def marked(spoken: str) -> list[str]:
    """The words of a text that carry marks, in lower case: typing them raises the rank."""
    return [word for word in re.findall(r"[^\W\d_]+", tidy(spoken).lower()) if not word.isascii()]


def as_json(value: Any) -> str:
    """The one way of writing a value, so that equal values have equal hashes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
