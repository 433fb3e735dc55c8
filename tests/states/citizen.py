"""What joins features: home, public services, support, promises, the page without a network."""

import uuid

from portal.core.db import db
from portal.places.models import Office
from portal.support import operations as support
from tests.factories import keep, make_office
from tests.states.stage import ENGLISH, HX, ODD, Answer, Play, Stage, plain

play = Play("citizen")
LINE = uuid.UUID(int=11)
PAGES = {
    "home": "/",
    "services": "/dich-vu-cong/",
    "support": "/ho-tro/",
    "nearest desk": "/ho-tro/gan-ban/",
    "nearest desk, unknown commune": "/ho-tro/gan-ban/?xa=khong-co",
    "privacy": "/quyen-rieng-tu/",
    "terms": "/dieu-khoan/",
    "accessibility": "/tro-nang/",
    "without a network": "/ngoai-tuyen/",
    "machine interface": "/api/v1/docs",
}
play.pages(PAGES)
for _name, _path in PAGES.items():
    if not _path.startswith("/api/"):
        play.state(f"{_name}, Mini App")(plain(f"/m{_path}"))


@play.state("support with odd names")
def offices(stage: Stage) -> Answer:
    """Offices as other people's tables name them."""
    for name in ODD.values():
        office = db.session.get_one(Office, make_office(name=name[:200]))
        office.address, office.phone = name[:400], "0276 3822.233"
        keep(office)
    return stage.citizen().get("/ho-tro/")


@play.state("nearest desk, fragment of communes to choose from")
def near_choices(stage: Stage) -> Answer:
    """An old name that stands for several places is asked back."""
    return stage.citizen().get("/ho-tro/gan-ban/?xa=phuong+1", headers=HX)


@play.state("one office, with its posters")
def one_office(stage: Stage) -> Answer:
    """A long name and an address."""
    office = db.session.get_one(Office, make_office(name=ODD["no spaces"][:200]))
    office.address, office.phone = ODD["no spaces"][:400], "0276 3822.233"
    keep(office)
    return stage.citizen().get(f"/ho-tro/noi/{office.id}/")


@play.state("one number, English")
def one_line(stage: Stage) -> Answer:
    """Answered always."""
    support.put_hotline(LINE, topic="Điện", number="0276 0000 101", unit="Điện lực", hours="24/24")
    return stage.citizen(ENGLISH).get(f"/ho-tro/so/{LINE}/")
