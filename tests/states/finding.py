"""The joint search: nothing asked, every group, one alone, an old place, nothing found, hostile text."""

from urllib.parse import quote

from portal.core.finding import keeping
from portal.places import operations as places
from tests.factories import make_news, make_office
from tests.states.stage import ENGLISH, HX, ODD, Answer, Play, Stage, plain

play = Play("finding")


@play.state("before a question")
def before(stage: Stage) -> Answer:
    """The box alone; what the others look for is made here."""
    places.import_units()
    make_office(name="Trung tâm Phục vụ hành chính công xã Trà Vong", address=ODD["no spaces"][:90])
    make_news(title=f"Khai sinh: {ODD['no spaces'][:120]}", summary=ODD["1,094 characters"])
    make_news(title="Điểm đăng ký khai sinh lưu động")
    keeping.forget_all()
    return stage.citizen().get("/tim-kiem/")


play.pages(
    {
        "many groups": "/tim-kiem/?q=khai+sinh",
        "rows of a table": "/tim-kiem/?q=" + quote("giá đất nguyễn huệ"),
        "one group alone": "/tim-kiem/?q=khai+sinh&nhom=tin-tuc",
        "a place of before": "/tim-kiem/?q=" + quote("khai sinh xã Mỏ Công cũ"),
        "a place that is several today": "/tim-kiem/?q=" + quote("xã tân lập tỉnh long an"),
        "suggestions as a page": "/tim-kiem/goi-y?q=khai",
        "nothing found": "/tim-kiem/?q=khongcogica+xyz",
    }
)
play.pages(
    {
        "10,000 characters": "/tim-kiem/?q=" + "khai+" * 2000,
        "hostile text": "/tim-kiem/?q=" + quote("\"><script>alert(1)</script>'"),
    },
    english=False,
)


@play.state("found, fragment")
def fragment(stage: Stage) -> Answer:
    """As htmx gets it."""
    return stage.citizen(ENGLISH).get("/tim-kiem/?q=khai+sinh", headers=HX)


@play.state("suggestions, fragment")
def suggested(stage: Stage) -> Answer:
    """While typing, in English."""
    return stage.citizen(ENGLISH).get("/tim-kiem/goi-y?q=khai", headers=HX)


play.state("in the Mini App")(plain("/m/tim-kiem/?q=khai+sinh"))
