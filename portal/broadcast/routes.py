"""What was told to many, for everybody to read again: the archive and one page a broadcast.

No trigger drops kept copies of these pages, since counts of the same table move with every batch: they are as
old as PAGE_CACHE_SECONDS says.
"""

import uuid

from flask import request
from sqlalchemy import Select, or_
from werkzeug.wrappers import Response

from portal.broadcast import queries, wording
from portal.broadcast.models import Broadcast, State
from portal.broadcast.sending import taps
from portal.core import soon, traces
from portal.core.access import public
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.web import Pages, page

pages = Pages("broadcasts", __name__)
traces.on_opened(taps.opened)
soon.add(taps.write)


def _public() -> Select[Broadcast]:
    """Those that went out, whole or in part; what is for officials alone is nobody else's."""
    began = or_(Broadcast.prepared_at.is_not(None), Broadcast.call_at.is_not(None))
    return (
        queries.lines(request.args.get("q", "")[:200])
        .where(began, ~Broadcast.audience.has_key("officials"), Broadcast.state != State.PREPARING)
        .order_by(None)
        .order_by(Broadcast.started_at.desc().nulls_last(), Broadcast.id)
    )


@pages.get("/thong-bao/")
@public
def archive() -> Response:
    """Every broadcast that went out, the newest first; found by words of the title."""
    number = max(1, min(request.args.get("trang", 1, type=int), 999))
    rows = db.session.scalars(_public().offset((number - 1) * queries.PAGE).limit(queries.PAGE + 1)).all()
    return page(
        "broadcast/archive.html",
        rows=rows[: queries.PAGE],
        number=number,
        last=number + (len(rows) > queries.PAGE),
        text=request.args.get("q", "")[:200],
    )


@pages.get("/thong-bao/<uuid:broadcast_id>/")
@public
def one(broadcast_id: uuid.UUID) -> Response:
    """One broadcast as it was sent, and what put it right since."""
    found = db.session.scalar(_public().where(Broadcast.id == broadcast_id))
    if found is None:
        raise Missing("no such broadcast")
    return page(
        "broadcast/archived.html",
        one=found,
        where=wording.address(found),
        correction=queries.correction_of(found.id),
        is_over=found.state is State.CANCELLED,
    )
