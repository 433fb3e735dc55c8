"""The gate of openapi: path to call, token, rate limit; refusals become answers here."""

import hmac
from collections.abc import Callable

from zalosim.openapi import account, articles, conversations, messages, uploads, users
from zalosim.openapi.replies import Refused, refusal
from zalosim.signing import appsecret_proof
from zalosim.wire import Answer, Request
from zalosim.world import World

Call = Callable[[World, Request], Answer]

CALLS: dict[tuple[str, str], Call] = {
    ("POST", "/v3.0/oa/message/cs"): messages.send_v3,
    ("POST", "/v3.0/oa/message/transaction"): messages.send_v3,
    ("POST", "/v3.0/oa/message/promotion"): messages.send_promotion,
    ("POST", "/v3.0/oa/message/template"): messages.send_template,
    ("POST", "/v2.0/oa/message"): messages.send_v2,
    ("GET", "/v2.0/oa/getoa"): account.getoa,
    ("GET", "/v3.0/oa/user/getlist"): users.getlist,
    ("GET", "/v3.0/oa/user/detail"): users.detail,
    ("POST", "/v3.0/oa/user/update"): users.update,
    ("GET", "/v2.0/oa/getfollowers"): users.getfollowers,
    ("GET", "/v2.0/oa/getprofile"): users.getprofile,
    ("POST", "/v2.0/oa/updatefollowerinfo"): users.update,
    ("GET", "/v2.0/oa/listrecentchat"): conversations.recent,
    ("GET", "/v2.0/oa/conversation"): conversations.conversation,
    ("POST", "/v3.0/oa/quota/message"): account.quota_v3,
    ("POST", "/v2.0/oa/quota/message"): account.quota_v2,
    ("GET", "/v2.0/oa/tag/gettagsofoa"): account.gettags,
    ("POST", "/v2.0/oa/tag/tagfollower"): account.tag_follower,
    ("POST", "/v2.0/oa/tag/rmfollowerfromtag"): account.untag_follower,
    ("POST", "/v2.0/oa/tag/rmtag"): account.remove_tag,
    ("POST", "/v2.0/oa/upload/image"): uploads.image,
    ("POST", "/v2.0/oa/upload/gif"): uploads.gif,
    ("POST", "/v2.0/oa/upload/file"): uploads.file,
    ("POST", "/v2.0/article/create"): articles.create,
    ("POST", "/v2.0/article/update"): articles.update,
    ("POST", "/v2.0/article/verify"): articles.verify,
    ("POST", "/v2.0/article/remove"): articles.remove,
    ("GET", "/v2.0/article/getdetail"): articles.getdetail,
    ("GET", "/v2.0/article/getslice"): articles.getslice,
}
FAMILIES = ("/v2.0/oa/", "/v3.0/oa/", "/v2.0/article/")


def answer(world: World, request: Request) -> Answer:
    """One call of the OA family."""
    with world.lock:
        may_pass, headers = world.quotas.call(world.switches.rate_limit, world.switches.rate_window)
        try:
            if not may_pass:
                raise Refused(-32)
            check_token(world, request)
            call = CALLS.get((request.method, request.path))
            if call is None:
                raise Refused(-209)
            given = call(world, request)
        except Refused as problem:
            given = refusal(problem)
        given.headers.update(headers)
        return given


def check_token(world: World, request: Request) -> None:
    """The token stands in its own header: not as Bearer, not in the address."""
    token = request.header("access_token")
    if not token and not world.switches.strict:
        token = request.query.get("access_token", "")
    grant = world.tokens.alive(token, world.clock.now_ms())
    if token in world.tokens.revoked:
        raise Refused(-220)
    if grant is None:
        expired = token in world.tokens.grants
        raise Refused(-216, "Access token has expired" if expired else "Access token is invalid")
    if grant.user_id:
        raise Refused(-216)
    proof = request.header("appsecret_proof")
    if proof and not hmac.compare_digest(proof, appsecret_proof(world.identity.app_secret, token)):
        raise Refused(-242)
