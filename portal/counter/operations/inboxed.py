"""People we could not tell wait in the inbox, too: a sweep keeps it in step with the officers' list."""

from sqlalchemy import and_, or_, select

from portal.core.db import transaction
from portal.counter import messages
from portal.dossiers.models import Dossier
from portal.inbox import kinds
from portal.inbox import operations as inbox
from portal.inbox.models import InboxItem, ItemState
from portal.notifications.models import Intent
from portal.notifications.untold import Untold
from portal.notifications.worklist import NOT_TOLD
from portal.staff.rights import Permission

KIND = "unreached"
MOST = 500

kinds.add(
    kinds.Kind(
        KIND,
        "Chưa báo được",
        "bell",
        Permission.CALL_UNREACHED,
        href=("counter_desk.one_unreached", "untold_id"),
    )
)


def sync() -> int:
    """Put in whom an officer has to reach, and close who left the list or is being told again.

    How many changed. Safe to repeat at any time; what is over by more than MOST waits for the next time.
    """
    mine = and_(InboxItem.kind == KIND, InboxItem.subject_id == Untold.id)
    is_open = InboxItem.state != ItemState.CLOSED
    waits = and_(Untold.closed_at.is_(None), or_(Intent.id.is_(None), Intent.state.in_(NOT_TOLD)))
    with transaction() as session:
        missing = session.execute(
            select(Untold.id, Untold.kind, Untold.at, Dossier.code, Dossier.office_id)
            .join(Dossier, Dossier.id == Untold.subject_id)
            .outerjoin(Intent, Intent.id == Untold.intent_id)
            .outerjoin(InboxItem, and_(mine, is_open))
            .where(waits, InboxItem.id.is_(None))
            .limit(MOST)
        ).all()
        for id_, kind, at, code, office_id in missing:
            title = f"{code}: {messages.kind(kind)}"
            inbox.put(KIND, id_, title=title, office_id=office_id, waiting_since=at)
        over = session.scalars(
            select(InboxItem.subject_id)
            .outerjoin(Untold, Untold.id == InboxItem.subject_id)
            .outerjoin(Intent, Intent.id == Untold.intent_id)
            .where(InboxItem.kind == KIND, is_open, or_(Untold.id.is_(None), ~waits))
            .limit(MOST)
        ).all()
        inbox.close_many(KIND, over)
    return len(missing) + len(over)
