"""The citizen's form of one table, as its columns ask for; and how often a key may be tried (R16)."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, Optional

from portal.core import limits, settings
from portal.core.forms import Form, tidied
from portal.core.tolls import Gate
from portal.core.work import Puzzle
from portal.tables.columns import Role
from portal.tables.queries import Shown
from portal.tables.search import LONGEST, Wanted

MOST_NUMBERS = 4
MINUTE = 60
ALL = "Tất cả xã, phường"
GATE = Gate("table")  # all exact-only tables together


def form_of(shown: Shown, told: "MultiDict[str, str]") -> Form:
    """Words, commune, day, numbers: whichever the table can be asked by."""
    fields: dict[str, Any] = {}
    if shown.of_role(Role.TEXT) or (shown.of_role(Role.PLACE) and not shown.edition.places):
        fields["q"] = StringField("Từ cần tìm", [Length(max=LONGEST)], filters=[tidied])
    if shown.edition.places:
        choices = [SelectChoice("", ALL), *(SelectChoice(name, name) for name in shown.edition.places)]
        fields["xa"] = SelectField("Xã, phường", choices=choices, validate_choice=False)
    if shown.of_role(Role.DAY):
        fields["ngay"] = DateField("Ngày", [Optional()])
    for at, column in shown.of_role(Role.NUMBER)[:MOST_NUMBERS]:
        fields[f"so{at}"] = StringField(column.label, [Length(max=40)], filters=[tidied])
    made: Form = type("AskForm", (Form,), fields)(told)
    return made


def wanted(shown: Shown, form: Form, page: int = 1) -> Wanted:
    """What the form asks; what cannot be read is left out rather than refused."""
    form.validate()
    if "ngay" in form and form["ngay"].errors:
        form["ngay"].raw_data = []  # no other text can stand in a date's box
    said = {name: form[name].data for name in form._fields if not form[name].errors}
    numbers = {at: str(said.get(f"so{at}") or "")[:40] for at, _ in shown.of_role(Role.NUMBER)}
    return Wanted(
        text=str(said.get("q") or ""),
        place=str(said.get("xa") or "")[:200],
        day=said.get("ngay"),
        numbers={at: number for at, number in numbers.items() if number},
        page=page,
    )


def count(browser: str, address: str) -> None:
    """One try of a key: as often as dossiers may be looked up, counted apart; raises TooMany."""
    chosen = settings.get()
    limits.allow(limits.key("table-browser", browser), chosen.lookups_per_browser, MINUTE)
    limits.allow(limits.key("table-address", address), chosen.lookups_per_address, MINUTE)


def is_paid(shown: Shown, typed: str, ticket: str, answer: str) -> bool:
    """Does it bring a puzzle given out for this very key of this table? It is used up by that."""
    return GATE.is_paid(_bound(shown, typed), ticket, answer)


def toll(shown: Shown, typed: str, ticket: str = "") -> Puzzle | None:
    """None while things are normal, else the puzzle to bring; the row is not looked at before."""
    return None if GATE.is_free() else GATE.puzzle(_bound(shown, typed), ticket)


def _bound(shown: Shown, typed: str) -> tuple[str, ...]:
    return ("table-key", str(shown.table.id), typed)
