"""A province that has published nothing yet: every page says so in words."""

from portal.staff.models import Role
from tests.states.stage import HX, Answer, Play, Stage

play = Play("nothing published")
play.pages(
    {
        "home": "/",
        "services": "/dich-vu-cong/",
        "search": "/thu-tuc/",
        "search with a question": "/thu-tuc/?q=khai+sinh",
        "support": "/ho-tro/",
        "news": "/thong-tin/",
        "a shelf of news": "/thong-tin/canh-bao/",
    },
    english=False,
)
play.desk_pages({"procedures at the desk": "/desk/procedures/", "home of the desk": "/desk/"}, Role.EDITOR)


@play.state("search, fragment")
def found(stage: Stage) -> Answer:
    """Nothing to find."""
    return stage.citizen().get("/thu-tuc/?q=khai", headers=HX)
