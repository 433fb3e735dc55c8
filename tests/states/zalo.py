"""The operator's pages of the account: granting tokens, the menu to print, watch lines; days of dossiers."""

import datetime as dt

from sqlalchemy import update

from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.models import Dossier
from portal.staff.models import Role
from tests.factories import make_dossier
from tests.states.stage import Answer, Play, Stage

play = Play("Zalo at the desk")
AT = "/desk/qua-han/"
play.desk_pages(
    {
        "granting": "/desk/zalo/cap-quyen/",
        "menu to print": "/desk/zalo/menu/",
        "watch lines": "/desk/zalo/theo-doi/",
    }
)
play.desk_pages({"days of dossiers": AT, "watch lines, an officer": "/desk/zalo/theo-doi/"}, Role.OFFICER)
play.pages({"back from granting with nothing": "/zalo/cap-quyen"}, status=409, english=False)


@play.state("an apology held with a reason that is none", 422)
def short_reason(stage: Stage) -> Answer:
    """The list comes back with what was typed."""
    dossier_id = make_dossier().id
    late = clock.today() - dt.timedelta(days=2)
    with transaction() as session:
        session.execute(update(Dossier).where(Dossier.id == dossier_id).values(due_on=late))
    form = {"csrf_token": stage.token(AT, Role.OFFICER), "due_on": late.isoformat(), "reason": "ngắn"}
    return stage.staff(Role.OFFICER).post(f"{AT}{dossier_id}/giu", data=form)
