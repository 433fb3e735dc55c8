"""One article to an audience of followers; free text is impossible (CONTRACT.md 5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.zalo.answers import Refused
from portal.zalo.calls.cities import CITIES
from portal.zalo.client import PATHS, ZaloClient

AGES = ("0-12", "13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
GENDERS = ("all", "male", "female")
REGIONS = ("north", "central", "south")
PLATFORMS = {"ios": 1, "android": 2, "windows": 3}


@dataclass(frozen=True)
class Audience:
    """Whom an article is sent to; nothing named means everybody. Numbers are Zalo's own, places above."""

    ages: Sequence[int] = ()
    gender: int = 0
    regions: Sequence[int] = ()
    cities: Sequence[int] = ()
    platforms: Sequence[int] = ()

    def target(self) -> dict[str, str]:
        """As Zalo wants it: comma-separated numbers. The gender always stands: empty might mean nobody."""
        groups = {
            "ages": (self.ages, range(len(AGES))),
            "locations": (self.regions, range(len(REGIONS))),
            "cities": (self.cities, range(len(CITIES))),
            "platform": (self.platforms, PLATFORMS.values()),
        }
        if self.gender not in range(len(GENDERS)):
            raise Refused("no such audience: gender")
        made = {"gender": str(self.gender)}
        for name, (chosen, known) in groups.items():
            if not set(chosen) <= set(known):
                raise Refused(f"no such audience: {name}")
            if chosen:
                made[name] = ",".join(str(one) for one in sorted(set(chosen)))
        return made


def send(speaking: ZaloClient, article_id: str, audience: Audience) -> str:
    """Send one article; Zalo's id of the broadcast. Never repeated by a machine, whatever it ended with."""
    if not article_id:
        raise Refused("no article")
    element = {"media_type": "article", "attachment_id": article_id}
    payload = {"template_type": "media", "elements": [element]}
    said = {
        "recipient": {"target": audience.target()},
        "message": {"attachment": {"type": "template", "payload": payload}},
    }
    return speaking.post(PATHS[2], said).id("message_id")
