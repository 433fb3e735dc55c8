"""The desk: signing in, home for each role, people, the trail, the living design page."""

import re

from portal.core import clock
from portal.staff import operations, queries, second
from portal.staff.models import Role
from tests.desk import form_token, sign_in
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


@play.state("setting up the second step")
def setting_up(stage: Stage) -> Answer:
    """A QR, the key in letters, a box for the code."""
    return stage.staff(Role.DATA).get("/desk/buoc-hai/")


@play.state("setting up the second step, wrong", 422)
def set_up_wrong(stage: Stage) -> Answer:
    """The code of another key."""
    form = {"csrf_token": stage.token("/desk/buoc-hai/", Role.DATA), "code": ODD["right to left"][:30]}
    return stage.staff(Role.DATA).post("/desk/buoc-hai/", data=form)


@play.state("recovery codes")
def recovery(stage: Stage) -> Answer:
    """Shown once, when the first code was right."""
    browser = stage.staff(Role.SUPPORT)
    page = browser.get("/desk/buoc-hai/").get_data(as_text=True)
    found = re.search(r'data-copy="([A-Z2-7]{32})"', page)
    assert found
    code = second.code_at(found[1], int(clock.now().timestamp()) // second.STEP)
    form = {"csrf_token": stage.token("/desk/buoc-hai/", Role.SUPPORT), "code": code}
    return browser.post("/desk/buoc-hai/", data=form)


@play.state("the second step is on")
def second_on(stage: Stage) -> Answer:
    """After it."""
    return stage.staff(Role.SUPPORT).get("/desk/buoc-hai/")


@play.state("asked for a code, wrong", 422)
def code_wrong(stage: Stage) -> Answer:
    """Between the password and the session."""
    name, browser = make_staff(Role.EDITOR), stage.citizen()
    user = queries.by_username(name)
    assert user
    secret = second.new_secret()
    second.turn_on(user.id, secret, second.code_at(secret, int(clock.now().timestamp()) // second.STEP))
    sign_in(browser, name)
    token = form_token(browser, "/desk/sign-in/ma")
    return browser.post("/desk/sign-in/ma", data={"csrf_token": token, "code": "12 34"})


@play.state("own sessions")
def sessions(stage: Stage) -> Answer:
    """Another browser of a long name."""
    user = queries.by_username(make_staff(Role.OFFICER, username="hai.may"))
    assert user
    operations.open_session(user.id, browser=ODD["no spaces"][:280])
    browser = stage.citizen()
    sign_in(browser, "hai.may")
    return browser.get("/desk/phien/")


@play.state("an invitation, nothing typed", 422)
def invite_empty(stage: Stage) -> Answer:
    """Every complaint at once."""
    return stage.staff().post("/desk/people/moi", data={"csrf_token": stage.token("/desk/people/moi")})


@play.state("an invitation made")
def invited(stage: Stage) -> Answer:
    """The link stands above the list."""
    form = {"name": ODD["no spaces"][:90], "username": "nguoi.moi", "roles": "author", "office": ""}
    token = stage.token("/desk/people/moi")
    answer = stage.staff().post("/desk/people/moi", data={"csrf_token": token, **form})
    found = re.search(r"/desk/moi/[\w-]+/", answer.get_data(as_text=True))
    assert found
    stage.kept["invitation"] = found[0]
    return answer


@play.state("what an invitation opens")
def welcome(stage: Stage) -> Answer:
    """For somebody without an account."""
    return stage.citizen().get(stage.kept["invitation"])


@play.state("one account")
def one_account(stage: Stage) -> Answer:
    """Roles, password, second step."""
    user = queries.by_username(make_staff(Role.OFFICER, Role.EDITOR))
    assert user
    return stage.staff().get(f"/desk/people/{user.id}/")
