"""Broadcast: one article to all followers, by day only."""

from typing import Any

from zalosim import events
from zalosim.delivering import deliver
from zalosim.openapi.replies import Refused, invalid, success
from zalosim.wire import Answer, Request
from zalosim.world import World

TARGETS = ("ages", "gender", "locations", "cities", "platform", "platforms", "telcos")


def send(world: World, request: Request, target: Any, message: Any) -> Answer:
    """Accept a broadcast and put its card into every follower's chat."""
    _check_target(target)
    article_id = _article_id(message)
    article = world.articles.posts.get(article_id)
    if article is None:
        raise invalid("attachment_id")
    if not article.is_ready:
        raise Refused(-214)
    if world.clock.is_night():
        raise Refused(-234)
    if not world.quotas.take("broadcast", world.switches.broadcast_quota):
        raise Refused(-211)
    cover = article.fields.get("cover") or {}
    card = {
        "title": article.fields["title"],
        "subtitle": article.fields.get("description", ""),
        "image": cover.get("photo_url", ""),
        "action": {"type": "oa.open.url", "url": f"{world.base_url}/_article/{article.id}", "title": "-"},
    }
    for person in [one for one in world.people.values() if one.is_following]:
        deliver(world, person, {"type": "article", "text": "", "cards": [card]})
    message_id = events.new_id()
    world.ledger.add(request, "send", world.clock.now_ms(), "", message_id)
    return success({"message_id": message_id})


def _check_target(target: Any) -> None:
    """Lists, numbers and comma-separated text were all seen; an unknown name was not."""
    if not isinstance(target, dict):
        raise invalid("target")
    for name, value in target.items():
        values = value if isinstance(value, list) else str(value).split(",")
        if name not in TARGETS or not all(str(one).strip().isdigit() for one in values):
            raise invalid(str(name))


def _article_id(message: Any) -> str:
    try:
        attachment = message["attachment"]
        element = attachment["payload"]["elements"][0]
        is_article = attachment["type"] == "template" and element["media_type"] == "article"
        article_id = str(element["attachment_id"])
    except (TypeError, KeyError, IndexError) as problem:
        raise Refused(-233) from problem
    if not is_article:
        raise Refused(-233)
    return article_id
