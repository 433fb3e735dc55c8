"""The older exchange format of one-stop systems (service LayThuTuc, domain.md 1.2), read into our facts."""

from typing import Any

from portal.procedures import codes, spoken

CHANNELS = {"1": "direct", "2": "online", "3": "postal"}
MARK = "MATTHC"


def rows_in(told: Any) -> list[Any] | None:
    """The procedures of an answer of that service, however they are wrapped; None when it is none."""
    for rows in (told, *(told.values() if isinstance(told, dict) else ())):
        if isinstance(rows, dict) and MARK in _upper(rows):
            return [rows]
        if isinstance(rows, list) and any(isinstance(row, dict) and MARK in _upper(row) for row in rows):
            return [row for row in rows if isinstance(row, dict)]
    return None


def facts(row: dict[str, Any]) -> dict[str, Any]:
    """One procedure; only what the row says is named, so that the rest of what we know stays."""
    told = _upper(row)
    code = codes.read(str(told.get(MARK) or ""))
    listed = {name: _list(told.get(key)) for name, key in LISTS.items()}
    made: dict[str, Any] = {
        "code": code.national if code else str(told.get(MARK) or ""),
        "name": told.get("TENTTHC"),
        "field": next((one.get("TENLINHVUC") for one in listed["fields"]), None),
        "channels": [channel for way in listed["ways"] for channel in _channels(way)],
        "steps": _steps(listed["orders"]),
        "documents": _documents(listed["papers"]),
        "results": [{"name": one.get("TENKETQUA"), "code": one.get("MAKETQUA")} for one in listed["results"]],
        "legal_refs": [one.get("SOVANBAN") for one in listed["laws"] if one.get("SOVANBAN")],
        "executing_agencies": [one.get("TENDONVI") for one in listed["offices"] if one.get("TENDONVI")],
        "conditions": [told["YEUCAU"]] if told.get("YEUCAU") else [],
        "detail_url": told.get("URL"),
    }
    return {name: value for name, value in made.items() if value}


LISTS = {
    "fields": "LINHVUCTHUCHIEN",
    "ways": "CACHTHUCTHUCHIEN",
    "orders": "TRINHTUTHUCHIEN",
    "papers": "THANHPHANHOSO",
    "results": "KETQUATHUCHIEN",
    "laws": "CANCUPHAPLY",
    "offices": "COQUANTHUCHIEN",
}


def _upper(row: dict[str, Any]) -> dict[str, Any]:
    return {str(key).upper(): value for key, value in row.items()}


def _list(told: Any) -> list[dict[str, Any]]:
    """These systems send one thing bare, and several as a list."""
    rows = told if isinstance(told, list) else [told]
    return [_upper(row) for row in rows if isinstance(row, dict)]


def _channels(way: dict[str, Any]) -> list[dict[str, Any]]:
    """Time hangs under the channel, fees under the time."""
    channel = CHANNELS.get(str(way.get("KENH") or ""))
    if channel is None:
        return []
    return [
        {"channel": channel, "case": time.get("MOTA") or None, **_time(time), "fees": _fees(time)}
        for time in _list(way.get("THOIGIAN"))
    ]


def _time(time: dict[str, Any]) -> dict[str, Any]:
    written = f"{time.get('THOIGIANGIAIQUYET') or ''} {time.get('DONVITINH') or ''}".strip()
    return spoken.duration(written) if written else {}


def _fees(time: dict[str, Any]) -> list[dict[str, Any]]:
    made = []
    for fee in _list(time.get("PHILEPHI")):
        digits = "".join(sign for sign in str(fee.get("SOTIEN") or "0").split(",")[0] if sign.isdigit())
        money = "amount_usd" if "USD" in str(fee.get("DONVI") or "").upper() else "amount_vnd"
        made.append({money: int(digits or 0), "note": fee.get("MOTA") or None})
    return made


def _steps(orders: list[dict[str, Any]]) -> list[str]:
    made: list[str] = []
    for order in orders:
        case = str(order.get("TRUONGHOP") or "").strip() if len(orders) > 1 else ""
        steps = [str(step["TENTRINHTU"]) for step in _list(order.get("TRINHTU")) if step.get("TENTRINHTU")]
        made += [f"{case}: {step}" if case else step for step in steps]
    return made


def _documents(papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "name": paper["TENGIAYTO"],
            "form": paper.get("MAUDON") or None,
            "when": (group.get("TRUONGHOP") or None) if len(papers) > 1 else None,
            "originals": _count(paper.get("SOBANCHINH")),
            "copies": _count(paper.get("SOBANSAO")),
        }
        for group in papers
        for paper in _list(group.get("GIAYTO"))
        if paper.get("TENGIAYTO")
    ]


def _count(told: Any) -> int:
    return int(told) if str(told or "").isdigit() else 0
