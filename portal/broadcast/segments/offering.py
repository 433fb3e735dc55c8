"""What an officer may choose from when an audience is put together, and how an audience reads in words."""

from portal.broadcast.audience import Audience
from portal.broadcast.choosing import queries as choices
from portal.broadcast.choosing.topics import TOPICS
from portal.broadcast.officials import queries as groups
from portal.broadcast.segments.forms import ACTIVE, Offer
from portal.core.language import said
from portal.places import queries as places
from portal.procedures import queries as procedures


def offer() -> Offer:
    """Communes of today with how many follow each, fields, tags, groups."""
    many = choices.followers_of_places()
    return Offer(
        communes=[(one.code, f"{one.name} ({many.get(one.code, 0)})") for one in places.communes()],
        fields=[(name, name) for name in procedures.fields()],
        tags=[(name, name) for name in choices.tags()],
        groups=[(str(id_), name) for id_, name in groups.names()],
    )


def told(audience: Audience) -> list[tuple[str, str]]:
    """An audience in words: what was chosen, and what of it."""
    offered = offer()
    who = "Cán bộ, công chức, viên chức đã vào nhóm" if audience.officials else "Người quan tâm trang"
    named = dict([*offered.communes, *offered.groups])
    rows = [
        ("Gửi cho", [who] if not audience.got else ["Đúng những người đã nhận tin trước"]),
        ("Nhóm", [named.get(one, one) for one in audience.groups]),
        ("Loại tin", [TOPICS[one].title for one in audience.topics if one in TOPICS]),
        ("Xã, phường", [named.get(one, one).rpartition(" (")[0] or one for one in audience.communes]),
        ("Lĩnh vực", list(audience.fields)),
        ("Thủ tục", list(audience.procedures)),
        ("Nhãn Zalo", list(audience.tags)),
        (
            "Nhắn hoặc bấm vào trang",
            [ACTIVE.get(str(audience.active_days), "")] if audience.active_days else [],
        ),
    ]
    return [(said(name), ", ".join(said(one) for one in chosen)) for name, chosen in rows if chosen]
