"""Look-up tables from the chat: a text that begins with a table's word is answered with its rows."""

from portal.chat import messages
from portal.chat.messages import Reply
from portal.tables import queries, search
from portal.tables.queries import Shown
from portal.tables.ranking import Row
from portal.tables.search import Wanted

MOST_ROWS = 3
MOST_SIGNS = 1600  # of rows in one answer; Zalo takes 2,000


def asked(said: str) -> tuple[Shown, str] | None:
    """The table whose word a text begins with, and the rest; None when it begins with none."""
    return queries.by_keyword(said)


def answer(shown: Shown, rest: str) -> Reply:
    """The first rows that fit, as the page shows them, and the way to the page."""
    button = (messages.page("Mở trang tra cứu", f"/tra-cuu/{shown.table.slug}/"),)
    if not rest and shown.is_exact:
        return Reply(messages.say("table_key", table=shown.table.title, word=shown.table.keyword), button)
    rows, more = _rows(shown, rest)
    if not rows:
        word = "table_nothing" if rest else "table_empty"
        return Reply(messages.say(word, table=shown.table.title), button)
    texts = [messages.say("table", table=shown.table.title), *_told(shown, rows)]
    if more:
        texts.append(messages.say("table_more", number=str(more)))
    return Reply("\n\n".join([*texts, messages.say("table_source", source=_source(shown))]), button)


def _rows(shown: Shown, rest: str) -> tuple[list[Row], int]:
    """Rows to tell, and how many there are beside them."""
    if shown.is_exact:
        row = search.by_key(shown, rest)
        return [row] if row else [], 0
    found = search.find(shown, Wanted(rest))
    return found.rows[:MOST_ROWS], max(0, found.total - MOST_ROWS)


def _told(shown: Shown, rows: list[Row]) -> list[str]:
    """Label and value a line, empty cells left out; fewer rows when they are long."""
    texts: list[str] = []
    for row in rows:
        pairs = zip(shown.columns, row.cells, strict=True)
        text = "\n".join(f"{column.label}: {cell}" for column, cell in pairs if cell)
        if texts and sum(map(len, texts)) + len(text) > MOST_SIGNS:
            break
        texts.append(text[:MOST_SIGNS])
    return texts


def _source(shown: Shown) -> str:
    edition = shown.edition
    days = f"hiệu lực từ {edition.valid_from:%d/%m/%Y}" if edition.valid_from else ""
    if edition.valid_to:
        days += f" đến {edition.valid_to:%d/%m/%Y}"
    return ", ".join(part for part in (edition.document_no, days) if part) or shown.table.title
