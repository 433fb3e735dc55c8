"""What ZNS tells about messages, quotas and templates."""

from typing import Any

from zalosim.business.replies import left, refused
from zalosim.wire import Request
from zalosim.world import World

STATUSES = {1: "ENABLE", 2: "PENDING_REVIEW", 3: "REJECT", 4: "DISABLE"}


def status(world: World, request: Request) -> dict[str, Any]:
    """`GET /message/status`: -1 unknown, 0 on its way, 1 on the phone."""
    sent = world.templates.sent.get(request.query.get("message_id", ""))
    if sent is None:
        return {"data": {"delivery_time": None, "message": "The message is unknown", "status": -1}}
    due = sent["delivered"]
    if due is None or due > world.clock.now_ms():
        return {"data": {"delivery_time": None, "message": "The message is on its way", "status": 0}}
    words = "The message was delivered to the user's phone"
    due_text = None if world.switches.zns_null_time else str(due)
    return {"data": {"delivery_time": due_text, "message": words, "status": 1}}


def quota(world: World, request: Request) -> dict[str, Any]:
    """`GET /message/quota`."""
    return {"data": {"dailyQuota": str(world.switches.zns_quota), "remainingQuota": str(left(world))}}


def quality(world: World, request: Request) -> dict[str, Any]:
    """`GET /quality`."""
    return {"data": {"oaCurrentQuality": "HIGH", "oa7dayQuality": "HIGH"}}


def tags(world: World, request: Request) -> dict[str, Any]:
    """`GET /message/template-tag`."""
    return {"data": ["TRANSACTION", "CUSTOMER_CARE"]}


def templates(world: World, request: Request) -> dict[str, Any]:
    """`GET /template/all`."""
    found = list(world.templates.known.values())
    wanted = request.query.get("status", "")
    if wanted:
        found = [one for one in found if wanted.isdigit() and one["status"] == STATUSES.get(int(wanted))]
    names = ("templateId", "templateName", "status", "templateQuality")
    listed = [{name: one[name] for name in names} | {"createdTime": 1767225600000} for one in found]
    return {"data": listed, "metadata": {"total": len(listed)}}


def template_info(world: World, request: Request) -> dict[str, Any]:
    """`GET /template/info/v2`."""
    template = world.templates.known.get(request.query.get("template_id", ""))
    if template is None:
        raise refused(-109)
    return {"data": template}


def sample_data(world: World, request: Request) -> dict[str, Any]:
    """`GET /template/sample-data`."""
    template = template_info(world, request)["data"]
    return {"data": {param["name"]: f"<{param['name']}>" for param in template["listParams"]}}


def ratings(world: World, request: Request) -> dict[str, Any]:
    """`GET /rating/get`."""
    return {"data": {"total": len(world.templates.ratings), "data": world.templates.ratings}}
