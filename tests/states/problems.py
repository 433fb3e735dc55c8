"""What goes wrong, for people: each status as page and fragment, in English, at the desk, in the Mini App."""

from flask import Response, render_template

from portal.staff.models import Role
from tests.states.stage import HX, Answer, Ask, Play, Stage

play = Play("problems")
STATUSES = (400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)


def _shown(status: int, path: str = "/thu-tuc/", **headers: str) -> Ask:
    return lambda stage: stage.problem(status, path, **headers)


for _status in STATUSES:
    play.state(f"{_status}", _status)(_shown(_status))
    play.state(f"{_status}, English", _status)(_shown(_status, Cookie="ngon-ngu=en"))
for _status in (404, 429, 503):
    play.state(f"{_status}, fragment", _status)(_shown(_status, **HX))
    play.state(f"{_status}, Mini App", _status)(_shown(_status, "/m/thu-tuc/"))


@play.state("an address nobody has", 404)
def nowhere(stage: Stage) -> Answer:
    """As it comes through the whole app."""
    return stage.citizen().get("/khong-co-trang-nay/")


@play.state("a page that the phone had kept, the line above it")
def kept(stage: Stage) -> Answer:
    """What the service worker puts in front of it, the time still to be filled in."""
    with stage.app.test_request_context("/sw.js"):
        return Response(render_template("_kept.html", layout="fragment.html"))


@play.state("staff without the right", 403)
def denied(stage: Stage) -> Answer:
    """An editor asks for the accounts."""
    return stage.staff(Role.EDITOR).get("/desk/people/")


@play.state("a desk form with an old token", 403)
def old_token(stage: Stage) -> Answer:
    """The token of another session."""
    return stage.staff().post("/desk/password", data={"csrf_token": "cu", "old": "x"})
