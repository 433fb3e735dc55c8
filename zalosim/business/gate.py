"""The gate of business.openapi.zalo.me: path to call, token, rate limit."""

from zalosim.business import sending, telling
from zalosim.business.replies import refused
from zalosim.openapi.replies import Refused
from zalosim.wire import Answer, Request
from zalosim.world import World

CALLS = {
    ("POST", "/message/template"): sending.send,
    ("POST", "/message/template/hashphone"): sending.send,
    ("GET", "/message/status"): telling.status,
    ("GET", "/message/quota"): telling.quota,
    ("GET", "/message/template-tag"): telling.tags,
    ("GET", "/quality"): telling.quality,
    ("GET", "/template/all"): telling.templates,
    ("GET", "/template/info/v2"): telling.template_info,
    ("GET", "/template/sample-data"): telling.sample_data,
    ("GET", "/rating/get"): telling.ratings,
    ("POST", "/rating/get"): telling.ratings,
}


def answer(world: World, request: Request) -> Answer | None:
    """One ZNS call; None: not ours."""
    call = CALLS.get((request.method, request.path))
    if call is None:
        return None
    with world.lock:
        may_pass, headers = world.quotas.call(world.switches.rate_limit, world.switches.rate_window)
        try:
            if not may_pass:
                raise refused(-32)
            grant = world.tokens.alive(request.header("access_token"), world.clock.now_ms())
            if grant is None or grant.user_id:
                raise refused(-124)
            given = Answer.of({"error": 0, "message": "Success"} | call(world, request))
        except Refused as problem:
            given = Answer.of({"error": problem.code, "message": problem.message})
        given.headers.update(headers)
        return given
