#!/usr/bin/env python3
"""Make the catalogue that comes with the portal: facts only, one gzip that is equal for equal facts.

    scripts/pack_catalogue.py procedures.json [portal/procedures/catalogue/facts.json.gz]

Takes the shape that `portal import-procedures` reads. Keeps codes, names, numbers and dates; drops every key
that is not a fact and every value that is a sentence torn out of a source instead of a name.
"""

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "portal" / "procedures" / "catalogue" / "facts.json.gz"
KEPT = (
    *("code", "name", "field", "issuer", "levels", "desk", "local_to", "local_code", "executing_agencies"),
    *("competent_agency", "decision_no", "law_type", "subjects", "channels", "results", "legal_refs"),
    *("document_rows", "has_conditions", "portal_uuid", "local_examples", "source", "as_of", "quality"),
)
CHANNEL = ("channel", "duration_value", "duration_unit", "fees", "fee_status")
FEE = ("amount_vnd", "amount_usd", "has_note")
EXAMPLE = (
    *("province", "local_code", "decision_no", "effective_date", "duration_value", "duration_unit"),
    *("online_level", "fee_vnd", "executing_agency", "source", "as_of"),
)
LONGEST_AGENCY, LONGEST_LIST, LONGEST_RESULT = 130, 400, 160
GLUED_CODE = re.compile(r"\s*Mã\s*:")
RESULT_CODE = re.compile(r"KQ\.[A-Z]\d{2}\.\d{5,6}")


def is_name(text: str, longest: int) -> bool:
    """Whether this names something; sentences begin in the middle or run on."""
    return 1 < len(text) <= longest and not text[0].islower() and ". " not in text and ":" not in text


def only(row: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """The keys that are kept, without empty values."""
    return {key: row[key] for key in keys if row.get(key) not in (None, "", [], False)}


def result(told: dict[str, Any]) -> dict[str, Any]:
    """A result's name when it is one, and its code."""
    code = RESULT_CODE.match(told.get("code") or "")
    name = GLUED_CODE.split(told.get("name") or "")[0].strip(" .,;-")
    name = name[:1].upper() + name[1:]
    return {
        **({"name": name} if is_name(name, LONGEST_RESULT) else {}),
        **({"code": code[0]} if code else {}),
    }


def facts(row: dict[str, Any]) -> dict[str, Any]:
    """What stands in the catalogue of one procedure."""
    kept = only(row, KEPT)
    kept["channels"] = [
        {**only(channel, CHANNEL), "fees": [only(fee, FEE) | _zero(fee) for fee in channel.get("fees") or []]}
        for channel in row.get("channels") or []
    ]
    kept["executing_agencies"] = [
        name for name in row.get("executing_agencies") or [] if is_name(name, LONGEST_AGENCY)
    ]
    if not is_name(row.get("competent_agency") or "", LONGEST_LIST):
        kept.pop("competent_agency", None)
    kept["results"] = [told for told in map(result, row.get("results") or []) if told]
    kept["local_examples"] = [only(example, EXAMPLE) for example in row.get("local_examples") or []]
    return {key: value for key, value in kept.items() if value != []}


def _zero(fee: dict[str, Any]) -> dict[str, Any]:
    """An amount of nothing is a fact as well."""
    return {key: 0 for key in ("amount_vnd", "amount_usd") if fee.get(key) == 0}


def pack(rows: list[dict[str, Any]]) -> bytes:
    """The catalogue as bytes: sorted, compact, without the hour it was made."""
    kept = sorted(map(facts, rows), key=lambda row: str(row["code"]))
    text = json.dumps({"procedures": kept}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main() -> None:
    """Read, pack, write, say how much."""
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: scripts/pack_catalogue.py procedures.json [facts.json.gz]")
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["procedures"]
    out = Path(sys.argv[2]) if len(sys.argv) == 3 else OUT
    packed = pack(rows)
    out.write_bytes(packed)
    print(f"{out}: {len(rows)} procedures, {len(packed) // 1024} KB")


if __name__ == "__main__":
    main()
