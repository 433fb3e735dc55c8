"""Tokens as hard as the platform may be: used twice, taken back, without a successor, a citizen's own."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.unit.zalosim.outside import Client
from tests.unit.zalosim.test_other_hosts import CALLBACK, VERIFIER, decide, exchange, token
from zalosim.server import Sim
from zalosim.signing import appsecret_proof
from zalosim.tokens import challenge_of

DAY = 24 * 3600


def refreshed(client: Client, refresh: str, path: str = "/v4/oa/access_token") -> dict[str, Any]:
    """What a refresh answers."""
    given: dict[str, Any] = token(client, path, grant_type="refresh_token", refresh_token=refresh)
    return given


def works(client: Client, access: str) -> int:
    """The error code of a call with this token."""
    return int(client.get("/v2.0/oa/getoa", access_token=access)["error"])


def test_a_used_refresh_token_is_refused_and_in_strict_mode_ends_what_came_of_it(
    client: Client, sim: Sim
) -> None:
    first = refreshed(client, "SimRefreshToken")
    second = refreshed(client, first["refresh_token"])
    assert refreshed(client, "SimRefreshToken")["error"] == -14014
    assert works(client, second["access_token"]) == 0
    sim.configure(strict_refresh=True)
    assert refreshed(client, "nobody's")["error"] == -14014
    assert works(client, second["access_token"]) == 0
    assert refreshed(client, "SimRefreshToken")["error"] == -14014
    assert works(client, second["access_token"]) == -216
    assert refreshed(client, second["refresh_token"])["error"] == -14014


def test_a_refresh_may_answer_without_a_new_refresh_token(client: Client, sim: Sim) -> None:
    sim.configure(keep_refresh=True)
    first = refreshed(client, "SimRefreshToken")
    assert "refresh_token" not in first
    second = refreshed(client, "SimRefreshToken")
    assert (works(client, first["access_token"]), works(client, second["access_token"])) == (-216, 0)


def test_access_ends_after_its_life_and_refresh_after_three_months(client: Client, sim: Sim) -> None:
    pair = refreshed(client, "SimRefreshToken")
    sim.world.clock.advance(90_000 - 1)
    assert works(client, pair["access_token"]) == 0
    sim.world.clock.advance(2)
    assert works(client, pair["access_token"]) == -216
    sim.world.clock.advance(90 * DAY)
    assert refreshed(client, pair["refresh_token"])["error"] == -14014


def test_a_permission_taken_back_says_so(client: Client, sim: Sim) -> None:
    client.post("/_sim/state", {"revoke_tokens": True})
    assert client.get("/v2.0/oa/getoa")["error"] == -220
    assert refreshed(client, "SimRefreshToken")["error"] == -14014


def test_a_citizens_refresh_inherits_what_is_left_of_thirty_days(client: Client, sim: Sim, an: str) -> None:
    code = decide(client, "approve", "/v4/permission", user_id=an)["code"][0]
    pair = exchange(client, code, path="/v4/access_token")
    assert pair["expires_in"] == "3600"
    assert abs(int(pair["refresh_token_expires_in"]) - 30 * DAY) < 5
    sim.world.clock.advance(10 * DAY)
    again = refreshed(client, pair["refresh_token"], "/v4/access_token")
    assert abs(int(again["refresh_token_expires_in"]) - 20 * DAY) < 5
    assert refreshed(client, again["refresh_token"])["error"] == -14014, (
        "an account's door knows no citizen's"
    )
    sim.world.clock.advance(20 * DAY)
    assert refreshed(client, again["refresh_token"], "/v4/access_token")["error"] == -14014


def test_consent_can_come_back_with_another_state(client: Client) -> None:
    asked = {"app_id": "1879034526617720931", "redirect_uri": CALLBACK, "state": "s 1"}
    asked |= {"code_challenge": challenge_of(VERIFIER), "decision": "other-state"}
    _, headers, _ = client.raw("POST", "/v4/oa/permission", urlencode(asked).encode())
    back = parse_qs(urlsplit(headers["location"]).query)
    assert (back["state"], bool(back["code"])) == (["khac-s 1"], True)


def test_a_profile_may_lack_its_picture_and_be_of_another_id(client: Client, sim: Sim, an: str) -> None:
    access = client.post("/_sim/phone-code", {"user_id": an})["access_token"]
    proof = {"access_token": access, "appsecret_proof": appsecret_proof("SimAppSecret", access)}
    assert client.get("/v2.0/me", **proof)["picture"]["data"]["url"]
    sim.configure(pictures=False)
    sim.person(an).login_id = "1111111111111111111"
    told = client.get("/v2.0/me", **proof)
    assert "picture" not in told
    assert told["id"] == "1111111111111111111" != sim.person(an).user_id_by_app
    assert client.get("/v2.0/me", access_token=access)["error"] == -1241


def test_an_error_of_the_token_endpoint_may_lack_its_number(client: Client, sim: Sim) -> None:
    body = {"error_name": "Something else", "error_description": "later"}
    sim.faults([{"what": "error", "body": body, "endpoint": "/v4/oa/access_token", "times": 1}])
    assert refreshed(client, "SimRefreshToken") == body
    assert json.dumps(refreshed(client, "SimRefreshToken")["access_token"])


def test_of_many_at_once_one_gets_the_pair(client: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: refreshed(client, "SimRefreshToken"), range(8)))
    assert sum("access_token" in one for one in told) == 1
    assert [one["error"] for one in told if "error" in one] == [-14014] * 7
