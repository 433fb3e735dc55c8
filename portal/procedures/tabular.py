"""A catalogue as a table: columns by their Vietnamese or our own names, cells read as people write them."""

from collections.abc import Iterable
from typing import Any

from portal.core.search import fold
from portal.core.sheets import BadSheet
from portal.procedures import codes, spoken

COLUMNS = {
    "code": ("code", "ma", "ma thu tuc", "ma tthc", "ma so", "ma thu tuc hanh chinh"),
    "name": ("name", "ten", "ten thu tuc", "ten tthc", "ten thu tuc hanh chinh"),
    "field": ("field", "linh vuc"),
    "issuer": ("issuer", "co quan cong bo"),
    "levels": ("levels", "cap thuc hien", "cap giai quyet"),
    "executing_agencies": ("executing agencies", "co quan thuc hien", "noi giai quyet"),
    "competent_agency": ("competent agency", "co quan co tham quyen"),
    "decision_no": ("decision no", "quyet dinh cong bo", "so quyet dinh"),
    "subjects": ("subjects", "doi tuong", "doi tuong thuc hien"),
    "results": ("results", "ket qua", "ket qua thuc hien"),
    "legal_refs": ("legal refs", "can cu phap ly"),
    "steps": ("steps", "trinh tu", "trinh tu thuc hien", "cac buoc"),
    "documents": ("documents", "thanh phan ho so", "giay to"),
    "conditions": ("conditions", "yeu cau dieu kien", "dieu kien"),
    "desk": ("desk",),
    "local_to": ("local to", "rieng cua tinh"),
    "detail_url": ("detail url", "duong dan", "url"),
    "source": ("source", "nguon"),
    "as_of": ("as of", "thang cua nguon"),
    "duration": ("thoi han", "thoi han giai quyet", "thoi gian giai quyet"),
    "direct": ("direct duration", "thoi han truc tiep"),
    "online": ("online duration", "thoi han truc tuyen"),
    "postal": ("postal duration", "thoi han buu chinh"),
    "fee": ("phi", "le phi", "phi le phi", "muc phi"),
}
LISTS = frozenset({"executing_agencies", "subjects", "legal_refs", "steps", "conditions"})
WAYS = ("direct", "online", "postal")
LOOKS = 10  # rows in which the names of columns are sought
_BY_NAME = {name: ours for ours, names in COLUMNS.items() for name in names}


def rows(told: Iterable[list[str]]) -> list[dict[str, Any]]:
    """Facts by row, naming only columns the table has; raises BadSheet (no_header, twins, header_only)."""
    lines = iter(told)
    columns = _header(lines)
    made = []
    for cells in lines:
        named = {
            name: cells[at].strip() for name, at in columns.items() if at < len(cells) and cells[at].strip()
        }
        if named:
            made.append(_facts(named))
    if not made:
        raise BadSheet("header_only")
    return made


def _header(lines: Iterable[list[str]]) -> dict[str, int]:
    """The first row that names both the code and the name of procedures."""
    for _, cells in zip(range(LOOKS), lines, strict=False):
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            ours = _BY_NAME.get(fold(cell.replace("_", " ").replace(",", " ")))
            if ours in found:
                raise BadSheet("twins", name=cell[:80], first=found[ours] + 1, second=at + 1)
            if ours:
                found[ours] = at
        if {"code", "name"} <= found.keys():
            return found
    raise BadSheet("no_header")


def _facts(cells: dict[str, str]) -> dict[str, Any]:
    plain = {name: text for name, text in cells.items() if name in PLAIN}
    read = codes.read(cells.get("code", ""))
    made: dict[str, Any] = plain | {"code": read.national if read else cells.get("code", "")}
    made |= {name: spoken.several(cells[name]) for name in LISTS & cells.keys()}
    if "levels" in cells:
        made["levels"] = [spoken.level(one) for one in spoken.several(cells["levels"])]
    if "results" in cells:
        made["results"] = [{"name": one} for one in spoken.several(cells["results"])]
    if "documents" in cells:
        made["documents"] = [{"name": one} for one in spoken.several(cells["documents"])]
    channels = _channels(cells)
    return made | ({"channels": channels} if channels else {})


PLAIN = COLUMNS.keys() - LISTS - {"code", "levels", "results", "documents", "duration", "fee", *WAYS}


def _channels(cells: dict[str, str]) -> list[dict[str, Any]]:
    """One row a way of handing in; a time without a way stands for the desk."""
    times = {way: cells[way] for way in WAYS if way in cells}
    if not times and (cells.keys() & {"duration", "fee"}):
        times = {"direct": cells.get("duration", "")}
    fee = spoken.fee(cells["fee"]) if "fee" in cells else {}
    return [{"channel": way, **(spoken.duration(text) if text else {}), **fee} for way, text in times.items()]
