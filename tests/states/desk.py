"""The desk: signing in, home for each role, people, the trail, the living design page."""

from portal.staff import queries
from portal.staff.models import Role
from tests.desk import form_token
from tests.factories import PASSWORD, make_staff
from tests.states.stage import HX, ODD, Answer, Ask, Play, Stage, plain

play = Play("desk")
play.desk_pages(
    {
        "home of an administrator": "/desk/",
        "people": "/desk/people/",
        "audit": "/desk/audit/",
        "audit, far behind the last page": "/desk/audit/?trang=9999",
        "new password": "/desk/password",
        "design": "/desk/design/",
    }
)
play.desk_pages({"home of an editor": "/desk/", "design for an editor": "/desk/design/"}, Role.EDITOR)
play.state("sign-in")(plain("/desk/sign-in"))
play.state("sign-in, English")(plain("/desk/sign-in", "en"))


def _signing_in(username: str, password: str) -> Ask:
    def ask(stage: Stage) -> Answer:
        browser = stage.citizen()
        form = {"csrf_token": form_token(browser), "username": username, "password": password}
        return browser.post("/desk/sign-in", data=form)

    return ask


play.state("sign-in, nothing typed", 422)(_signing_in("", ""))
play.state("sign-in, wrong", 422)(_signing_in(ODD["right to left"], "sai"))


@play.state("sign-in, too often", 429)
def too_often(stage: Stage) -> Answer:
    """The account waits."""
    name = make_staff(Role.EDITOR)
    for _turn in range(12):
        answer = _signing_in(name, "sai-mat-khau")(stage)
        if answer.status_code == 429:
            break
    return answer


@play.state("new password, refused", 422)
def password_refused(stage: Stage) -> Answer:
    """Too short, and typed twice differently."""
    form = {"csrf_token": stage.token("/desk/password"), "old": "x", "new": "ngan", "again": "khac"}
    return stage.staff().post("/desk/password", data=form)


@play.state("new password, the old one wrong", 422)
def old_wrong(stage: Stage) -> Answer:
    """Fine but for the old one."""
    new = PASSWORD + "-moi"
    form = {"csrf_token": stage.token("/desk/password"), "old": "sai", "new": new, "again": new}
    return stage.staff().post("/desk/password", data=form)


@play.state("an account closed, fragment")
def closed(stage: Stage) -> Answer:
    """What htmx gets after the button."""
    person = queries.by_username(make_staff(Role.OFFICER))
    assert person
    form = {"csrf_token": stage.token("/desk/people/")}
    return stage.staff().post(f"/desk/people/{person.id}/disable", data=form, headers=HX)


@play.state("people, one of them closed")
def people(stage: Stage) -> Answer:
    """The whole page after it."""
    return stage.staff().get("/desk/people/")
