"""graph.zalo.me: who a citizen's token belongs to, and the Mini App's one-use phone token."""

import hmac
from typing import Any

from zalosim.signing import appsecret_proof
from zalosim.tokens import Grant
from zalosim.wire import Answer, Request
from zalosim.world import World


def answer(world: World, request: Request) -> Answer | None:
    """One call to the graph host; None: not ours. Error codes are positive here."""
    calls = {"/v2.0/me": _me, "/v2.0/me/info": _info}
    call = calls.get(request.path)
    if call is None or request.method != "GET":
        return None
    with world.lock:
        grant = world.tokens.alive(request.header("access_token"), world.clock.now_ms())
        if grant is None or not grant.user_id or world.person(grant.user_id) is None:
            return _problem(452, "Session key invalid. This could be because the session key has expired")
        if world.switches.abroad:
            return _problem(
                -501, "Personal information is limited due to user IP address is not inside Vietnam"
            )
        return call(world, request, grant)


def _problem(code: int, message: str) -> Answer:
    return Answer.of({"error": code, "message": message})


def _me(world: World, request: Request, grant: Grant) -> Answer:
    proof = appsecret_proof(world.identity.app_secret, grant.access)
    if not hmac.compare_digest(request.header("appsecret_proof").encode(), proof.encode()):
        return _problem(-1241, "Invalid appsecret_proof provided in the API argument")
    person = world.people[grant.user_id]
    picture = {"data": {"url": f"{world.base_url}/_avatar/{person.user_id}.svg"}}
    own_id = person.login_id or person.user_id_by_app
    everything: dict[str, Any] = {"id": own_id, "name": person.name}
    if world.switches.pictures:
        everything["picture"] = picture
    if person.is_following:
        everything["user_id_by_oa"] = person.user_id
    asked = [name.strip() for name in request.query.get("fields", "id,name,picture").split(",")]
    told = {name: everything[name] for name in asked if name in everything}
    told["id"] = own_id
    return Answer.of(told | {"is_sensitive": person.is_sensitive, "error": 0, "message": "Success"})


def _info(world: World, request: Request, grant: Grant) -> Answer:
    if not hmac.compare_digest(request.header("secret_key").encode(), world.identity.app_secret.encode()):
        return _problem(-14004, "Invalid secret key")
    code = world.tokens.phone_codes.pop(request.header("code"), None)
    if code is None or code["expires"] <= world.clock.now_ms() or code["user_id"] != grant.user_id:
        return _problem(-501, "Token is invalid or expired")
    data = code.get("location") or {"number": world.people[grant.user_id].phone}
    return Answer.of({"data": data, "error": 0, "message": "Success"})
