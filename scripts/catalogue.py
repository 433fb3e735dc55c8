"""Brings translations/ up to date: reads the words, keeps what is said of them, tells what is missing."""

import datetime as dt
import fcntl
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # babel.cfg names scripts.words
PO = ROOT / "translations/en/LC_MESSAGES/messages.po"
MO = PO.with_suffix(".mo")
HEADER = "# The English of every page; scripts/catalogue.py keeps it beside the words of the code."
WHEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # the same words make the same file; git knows when
KEYWORDS = {name: None for name in ("_", "_l", "gettext", "lazy_gettext")}


def words() -> Catalog:
    """Every sentence that stands in the code and the templates, by file."""
    found = Catalog(charset="utf-8")
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    taken = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_ours)
    for name, _line, said, comments, context in taken:
        found.add(said, locations=[(str(name), 0)], auto_comments=comments, context=context)
    return found


def _is_ours(folder: str | Path) -> bool:
    path = Path(folder)
    return path == ROOT or path.relative_to(ROOT).parts[0] in {"portal", "templates"}


def english() -> Catalog:
    """What is said in English, as it is written down."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def merged() -> Catalog:
    """The words of today with what was said of them before; nothing guessed, nothing that is gone."""
    made = Catalog(
        "en",
        header_comment=HEADER,
        project="zalo-portal",
        creation_date=WHEN,
        revision_date=WHEN,
        fuzzy=False,
    )
    made.version, made.last_translator, made.msgid_bugs_address = "1", "", ""
    made.language_team = "English"
    for message in english():
        if message.id and message.string:
            made[message.id] = message
    made.update(words(), no_fuzzy_matching=True, update_creation_date=False)
    made.obsolete.clear()
    return made


def write(catalogue: Catalog) -> None:
    """Both files, the same for the same words."""
    with PO.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False)
    with MO.open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    lock = (ROOT / "babel.cfg").open()
    fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would leave half a catalogue
    write(merged())
    missing = [message.id for message in english() if message.id and not message.string]
    for said in missing:
        print(f"not said in English yet: {said}")
    sys.exit(bool(missing))
