"""Times, fees and lists as people and older systems write them, in the shape forms.ProcedureFacts wants."""

import re
from typing import Any

from portal.core.search import fold, tidy

UNITS = (
    ("ngay lam viec", "working_day"),
    ("working day", "working_day"),
    ("ngay", "day"),
    ("day", "day"),
    ("gio", "hour"),
    ("hour", "hour"),
    ("thang", "month"),
    ("month", "month"),
    ("nam", "year"),
    ("year", "year"),
)
LEVELS = {"xa": "commune", "tinh": "province", "bo": "ministry", "trung uong": "ministry", "khac": "other"}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_AMOUNT = re.compile(r"(\d{1,3}(?:[., ]\d{3})+|\d+)\s*(?:đồng|đ\b|vnđ|vnd)", re.IGNORECASE)
_FREE = re.compile(r"^(mien phi|khong( thu| mat)?( phi| le phi)?|0)$")


def unit(text: str) -> str | None:
    """`Ngày làm việc`, `working_day` -> working_day; None for what is none."""
    plain = fold(text.replace("_", " "))
    return next((ours for word, ours in UNITS if re.search(rf"\b{word}\b", plain)), None)


def duration(text: str) -> dict[str, Any]:
    """`5 ngày làm việc` as a number and its unit; without a unit only what was written (1.5, 1)."""
    found = _NUMBER.search(text)
    named = unit(text)
    if found is None or named is None:
        return {"duration_raw": text[:80]}
    return {"duration_value": float(found[0].replace(",", ".")), "duration_unit": named}


def fee(text: str) -> dict[str, Any]:
    """`Miễn phí`, `100.000 đồng`, or a note that is kept as it is."""
    if _FREE.match(fold(text)):
        return {"fees": [], "fee_status": "free"}
    amounts = [int(re.sub(r"\D", "", found)) for found in _AMOUNT.findall(text)]
    if not amounts:
        return {"fees": [{"amount_vnd": 0, "note": text}]}
    is_whole = len(amounts) == 1 and _AMOUNT.fullmatch(text.strip())
    return {"fees": [{"amount_vnd": amount, "note": None if is_whole else text} for amount in amounts]}


def several(text: str) -> list[str]:
    """What stands in one cell, parted by bars, semicolons or lines."""
    return [part for part in (tidy(one) for one in re.split(r"[|;\n]", text)) if part]


def level(text: str) -> str:
    """`Cấp xã`, `commune` -> commune."""
    plain = fold(text)
    if text.strip() in {*LEVELS.values(), "district_legacy"}:
        return text.strip()
    return next((ours for word, ours in LEVELS.items() if re.search(rf"\b{word}\b", plain)), "other")
