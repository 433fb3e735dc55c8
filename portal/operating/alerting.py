"""Every watched line, looked at by the relay: what somebody has to act on is told to who runs the portal."""

from portal.account import watching as account
from portal.alerts import raising
from portal.broadcast import watching as broadcast
from portal.chat import waiting
from portal.chat import watching as chat
from portal.core.aside import Aside
from portal.core.db import release
from portal.doors import lines as doors
from portal.dossiers import freshness
from portal.dossiers.deliveries import watching as deliveries
from portal.operating import mailing, watching
from portal.operating.backup import nightly
from portal.operating.people import register
from portal.staff import watching as staff

LINES = (
    *doors.LINES,
    account.line,
    broadcast.line,
    *chat.LINES,
    waiting.line,
    deliveries.line,
    freshness.line,
    staff.line,
    *watching.LINES,
    nightly.line,
    register.line,
)


_mail = Aside("mail", mailing.post)  # a server that hangs must not hold the relay


def look() -> int:
    """Read every line and tell what is new; how many people were told."""
    told = raising.look([line() for line in LINES], mailing.put)
    release()
    _mail()
    return told
