"""The operator's pages of the account: granting tokens, the menu to print, watch lines; days of dossiers."""

import datetime as dt

from portal.core import clock
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
    late = clock.today() - dt.timedelta(days=2)
    dossier_id = make_dossier(NgayHenTra=f"{late:%Y%m%d}170000").id
    form = {"csrf_token": stage.token(AT, Role.OFFICER), "due_on": late.isoformat(), "reason": "ngắn"}
    return stage.staff(Role.OFFICER).post(f"{AT}{dossier_id}/giu", data=form)
