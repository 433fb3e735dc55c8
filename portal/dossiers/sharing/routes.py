"""A relative who opened their link asks to be told of changes."""

import uuid

from werkzeug.wrappers import Response as AnyResponse

from portal.citizens import access as citizens
from portal.core import crypto
from portal.core.access import public
from portal.core.errors import Unsigned
from portal.core.guard import shows_again
from portal.core.web import Pages, is_mini, leave
from portal.dossiers.access import opened
from portal.dossiers.operations import links
from portal.dossiers.operations.links import Opened
from portal.dossiers.routes import gone, opened_page
from portal.dossiers.sharing import operations

pages = Pages("sharing", __name__)


def _again(dossier_id: uuid.UUID | None = None, token: str = "") -> AnyResponse:
    found = opened(dossier_id) if dossier_id else links.opened(token, mark=False)
    return opened_page(found, f"/ho-so/xem/{dossier_id}/") if found else gone()


@pages.post("/ho-so/xem/<uuid:dossier_id>/theo-doi")
@public
@shows_again(_again)
def follow(dossier_id: uuid.UUID) -> AnyResponse:
    """Follow the dossier of the link this browser has opened; who is not signed in starts at /toi/."""
    found = opened(dossier_id)
    return _followed(found, f"/ho-so/xem/{dossier_id}/") if found and found.is_share else gone()


@pages.post("/h/<token>/theo-doi")
@public
@shows_again(_again)
def follow_by_link(token: str) -> AnyResponse:
    """The same in the Mini App, which keeps no cookies."""
    found = links.opened(token, mark=False)
    return _followed(found, f"/h/{token}") if found and found.is_share else gone()


def _followed(found: Opened, path: str) -> AnyResponse:
    session = citizens.who()
    if session is None or session.citizen_id is None:
        if is_mini():
            raise Unsigned("nobody signed in")
        return leave("/toi/")
    operations.follow(found, session.citizen_id, f"citizen_session:{session.id}:{crypto.token()[:8]}")
    return opened_page(found, path) if is_mini() else leave(path)
