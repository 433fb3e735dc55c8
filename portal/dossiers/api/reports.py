"""The report of messages for machines: streamed, whatever its length."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping

from flask import Response, stream_with_context

from portal.core import export, web
from portal.core.errors import Refused
from portal.dossiers.api.deliveries import moment
from portal.dossiers.reporting import files, queries
from portal.dossiers.reporting.queries import Scope

LINES_AT_ONCE = 500


def messages(client: str, asked: Mapping[str, str]) -> Response:
    """`from` and `to` are days or moments; `format` is ndjson or csv."""
    scope = Scope(_moment(asked, "from"), _moment(asked, "to"), client=client)
    if not scope.first < scope.before <= scope.first + queries.LONGEST:
        raise Refused("to: later than from, by 366 days at most")
    form = asked.get("format", "ndjson")
    if form == "csv":
        return export.answer("messages", files.HEAD, files.rows(queries.lines(scope)))
    if form != "ndjson":
        raise Refused("format: ndjson or csv")
    made = Response(stream_with_context(_lines(scope)), mimetype="application/x-ndjson")
    return web.keep_private(made)


def _moment(asked: Mapping[str, str], name: str) -> dt.datetime:
    if not asked.get(name):
        raise Refused(f"{name}: a day or moment is needed")
    return moment(asked[name], name)


def _lines(scope: Scope) -> Iterator[str]:
    gathered: list[str] = []
    for row in files.machine_rows(queries.lines(scope)):
        gathered.append(json.dumps(row, ensure_ascii=False))
        if len(gathered) == LINES_AT_ONCE:
            yield "\n".join([*gathered, ""])
            gathered = []
    yield "".join(f"{line}\n" for line in gathered)
