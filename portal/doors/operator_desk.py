"""For the operator: what to watch of Zalo, and the sheet from which the account's menu is set by hand."""

from flask import Blueprint, Response
from flask_babel import lazy_gettext as _l

from portal.core import settings, watch, web
from portal.doors import lines, menu
from portal.staff.access import Group, Permission, listed, needs, quiet

bp = Blueprint("operator_desk", __name__, url_prefix="/desk/zalo")
for line in lines.LINES:
    watch.add_line(line)


@bp.get("/theo-doi/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Theo dõi Zalo"), "bell-ring", Group.ZALO)
@quiet
def watching() -> Response:
    """Each line with its state, since when, and what to do; the piece alone comes again by itself."""
    return web.desk_page(
        "doors/desk/watching.html", fragment="doors/desk/_lines.html", lines=watch.lines(), levels=watch.Level
    )


@bp.get("/menu/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Bảng menu Zalo"), "printer", Group.ZALO)
def sheet() -> Response:
    """One printed page: the items to type at oa.zalo.me, which has no interface for it (8.2)."""
    chosen = settings.get()
    return web.desk_page(
        "doors/desk/menu.html", items=menu.items(), oa_link=f"https://zalo.me/{chosen.zalo_oa_id}"
    )
