"""A member of staff's own Zalo: not joined, a fresh code, joined with every topic."""

from sqlalchemy import func, select

from portal.alerts import operations
from portal.core.db import db
from portal.staff.models import Role, RoleGrant
from tests.desk import form_token
from tests.factories import make_person
from tests.states.stage import Answer, Play, Stage

play = Play("alerts")
AT = "/desk/bao-qua-zalo/"
play.desk_pages({"no Zalo joined": AT}, Role.ADMIN)


@play.state("a code to join")
def code(stage: Stage) -> Answer:
    """Shown this once."""
    client = stage.staff(Role.OFFICER)
    return client.post(f"{AT}ma", data={"csrf_token": form_token(client, AT)})


@play.state("a Zalo joined")
def joined(stage: Stage) -> Answer:
    """Everything may be told."""
    client = stage.staff(Role.ADMIN, Role.LEADER, Role.EDITOR)
    theirs = select(RoleGrant.user_id).where(RoleGrant.role.in_((Role.ADMIN, Role.LEADER, Role.EDITOR)))
    all_three = theirs.group_by(RoleGrant.user_id).having(func.count() == 3)
    for user_id in db.session.scalars(all_three).all():
        operations.join(make_person(), operations.begin(user_id), "inbox_event:1")
    return client.get(AT)
