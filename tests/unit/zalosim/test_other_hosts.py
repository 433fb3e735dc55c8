"""OAuth, graph and ZNS: consent, single-use tokens, profiles, templates."""

import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.unit.zalosim.outside import Client, Receiver
from zalosim.server import Sim
from zalosim.signing import appsecret_proof
from zalosim.tokens import challenge_of

APP = "1879034526617720931"
CALLBACK = "http://127.0.0.1:9/zalo/callback"
VERIFIER = "v" * 43


def decide(
    client: Client, decision: str, path: str = "/v4/oa/permission", **more: str
) -> dict[str, list[str]]:
    asked = {
        "app_id": APP,
        "redirect_uri": CALLBACK,
        "code_challenge": challenge_of(VERIFIER),
        "state": "s 1",
    }
    page = client.raw("GET", f"{path}?{urlencode(asked)}")[2].decode()
    assert re.search(r'name="state" value="s 1"', page)
    form = urlencode(asked | {"decision": decision} | more).encode()
    status, headers, _ = client.raw("POST", path, form)
    assert status == 303
    assert headers["location"].startswith(CALLBACK + "?")
    return parse_qs(urlsplit(headers["location"]).query)


def token(
    client: Client, path: str = "/v4/oa/access_token", secret: str = "SimAppSecret", **form: str
) -> Any:
    answer = client.raw("POST", path, urlencode({"app_id": APP} | form).encode(), secret_key=secret)
    return json.loads(answer[2])


def exchange(client: Client, code: str, verifier: str = VERIFIER, path: str = "/v4/oa/access_token") -> Any:
    return token(client, path, code=code, code_verifier=verifier, grant_type="authorization_code")


def test_consent_exchange_and_single_use_rotation(client: Client, sim: Sim) -> None:
    back = decide(client, "approve")
    assert (back["oa_id"], back["state"]) == (["2958416037745520183"], ["s 1"])
    assert exchange(client, back["code"][0], "wrong")["error_name"] == "Invalid code verifier."
    pair = exchange(client, back["code"][0])
    assert pair["expires_in"] == "90000"
    assert exchange(client, back["code"][0])["error"] == -14005
    assert client.get("/v2.0/oa/getoa", access_token=pair["access_token"])["error"] == 0
    fresh = token(client, grant_type="refresh_token", refresh_token=pair["refresh_token"])
    assert client.get("/v2.0/oa/getoa", access_token=pair["access_token"])["error"] == -216
    assert client.get("/v2.0/oa/getoa", access_token=fresh["access_token"])["error"] == 0
    again = token(client, grant_type="refresh_token", refresh_token=pair["refresh_token"])
    assert again["error"] == -14014
    assert "access_token" not in again
    sim.configure(empty_token_fields=True, expires_as_int=True)
    assert token(client, grant_type="refresh_token", refresh_token="x")["access_token"] == ""
    third = token(client, grant_type="refresh_token", refresh_token=fresh["refresh_token"])
    assert third["expires_in"] == 90000


def test_a_rotation_whose_answer_is_lost_has_still_happened(client: Client, sim: Sim) -> None:
    sim.faults([{"what": "status", "status": 502, "accept": True, "endpoint": "/v4/oa/*", "times": 1}])
    form = urlencode(
        {"app_id": APP, "grant_type": "refresh_token", "refresh_token": "SimRefreshToken"}
    ).encode()
    assert client.raw("POST", "/v4/oa/access_token", form, secret_key="SimAppSecret")[0] == 502
    assert token(client, grant_type="refresh_token", refresh_token="SimRefreshToken")["error"] == -14014


def test_a_refusal_is_a_callback_without_a_code(client: Client) -> None:
    assert decide(client, "deny") == {"state": ["s 1"]}


def test_wrong_callbacks_secrets_and_codes(client: Client, sim: Sim) -> None:
    sim.configure(callback_url="http://127.0.0.1:9/other")
    asked = {"app_id": APP, "redirect_uri": CALLBACK, "code_challenge": "c"}
    assert "-14003" in client.raw("GET", f"/v4/oa/permission?{urlencode(asked)}")[2].decode()
    sim.configure(callback_url="")
    code = decide(client, "approve")["code"][0]
    assert token(client, secret="wrong", code=code, grant_type="authorization_code")["error"] == -14004
    assert token(client, grant_type="password")["error"] == -14018
    status, _, body = client.raw("POST", "/v4/oa/access_token", b"app_id=1")
    assert (status, body) == (404, b"empty api")
    sim.world.clock.advance(601)
    assert exchange(client, code)["error"] == -14005


def test_a_citizens_login_and_profile(client: Client, sim: Sim, an: str) -> None:
    back = decide(client, "approve", "/v4/permission", user_id=an)
    assert "oa_id" not in back
    access = exchange(client, back["code"][0], path="/v4/access_token")["access_token"]
    proof = appsecret_proof("SimAppSecret", access)
    me = client.get(
        "/v2.0/me?fields=id,name,picture,user_id_by_oa", access_token=access, appsecret_proof=proof
    )
    assert (me["id"], me["name"], me["user_id_by_oa"]) == ("3390176254408815527", "Nguyễn Văn An", an)
    assert client.get("/v2.0/me", access_token=access, appsecret_proof="0" * 64)["error"] != 0
    assert client.get("/v2.0/me", access_token="other", appsecret_proof=proof)["error"] == 452
    assert client.get("/v2.0/oa/getoa", access_token=access)["error"] == -216


def test_a_phone_code_works_once_and_two_minutes(client: Client, sim: Sim, an: str) -> None:
    given = client.post("/_sim/phone-code", {"user_id": an})
    headers = {"access_token": given["access_token"], "secret_key": "SimAppSecret", "code": given["code"]}
    assert client.get("/v2.0/me/info", **headers)["data"] == {"number": "84901234567"}
    assert client.get("/v2.0/me/info", **headers)["error"] != 0
    late = client.post("/_sim/phone-code", {"user_id": an})
    sim.world.clock.advance(121)
    headers |= {"access_token": late["access_token"], "code": late["code"]}
    assert client.get("/v2.0/me/info", **headers)["error"] != 0


GOOD = {
    "phone": "84901234567",
    "template_id": "300101",
    "template_data": {"ten": "An", "ma_ho_so": "H24.1", "trang_thai": "Đã xong"},
    "tracking_id": "t-1",
}


def test_a_template_reaches_the_phone_and_is_reported(client: Client, sim: Sim, receiver: Receiver) -> None:
    answer = client.post("/message/template", GOOD)
    assert answer["data"]["quota"] == {"dailyQuota": "500", "remainingQuota": "499"}
    msg_id = answer["data"]["msg_id"]
    assert client.get(f"/message/status?message_id={msg_id}")["data"]["status"] == 0
    sim.world.clock.advance(1)
    assert client.get(f"/message/status?message_id={msg_id}")["data"]["status"] == 1
    assert client.get("/message/status?message_id=x")["data"]["status"] == -1
    assert sim.settle()
    (receipt,) = receiver.events("user_received_message")
    assert receipt["recipient"] == {"id": "84901234567"}
    assert receipt["message"]["tracking_id"] == "t-1"
    assert [entry["message_id"] for entry in sim.accepted(kind="send")] == [msg_id]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"phone": "0901234567"}, -108),
        ({"phone": "84999999999"}, -118),
        ({"template_id": "1"}, -109),
        ({"template_id": "300102"}, -131),
        ({"template_data": {"ten": "An"}}, -1122),
        ({"template_data": {"ten": "a" * 31, "ma_ho_so": "x", "trang_thai": "y"}}, -1121),
        ({"tracking_id": "t" * 49}, -132),
    ],
)
def test_a_faulty_template_message_is_refused(
    client: Client, sim: Sim, change: dict[str, Any], code: int
) -> None:
    assert client.post("/message/template", GOOD | change)["error"] == code
    assert sim.accepted() == []


def test_a_hashed_phone_and_the_development_mode(client: Client, sim: Sim, an: str) -> None:
    hashed = GOOD | {"phone": hashlib.sha256(b"84901234567").hexdigest()}
    assert client.post("/message/template/hashphone", hashed)["error"] == 0
    wrong = GOOD | {"phone": hashlib.sha256(b"0901234567").hexdigest()}
    assert client.post("/message/template/hashphone", wrong)["error"] == -118
    assert client.post("/message/template", GOOD | {"mode": "development"})["error"] == -127
    sim.person(an).is_admin = True
    assert client.post("/message/template", GOOD | {"mode": "development"})["error"] == 0


def test_the_zns_quota_ends_and_phones_can_refuse(client: Client, sim: Sim, an: str) -> None:
    assert client.post("/message/template", GOOD, access_token="x")["error"] == -124
    sim.person(an).zns = "-141"
    assert client.post("/message/template", GOOD)["error"] == -141
    sim.person(an).zns = ""
    sim.configure(zns_quota=1)
    assert [client.post("/message/template", GOOD)["error"] for _ in range(2)] == [0, -144]


ARTICLE = {
    "type": "normal",
    "title": "Lịch tiếp dân",
    "description": "Tháng này",
    "author": "Văn phòng",
    "cover": {"cover_type": "photo", "photo_url": "https://x.example.invalid/a.jpg", "status": "show"},
    "body": [{"type": "text", "content": "Thứ Năm hằng tuần."}],
    "status": "show",
}


def test_an_article_is_made_verified_and_broadcast_by_day(client: Client, sim: Sim, an: str) -> None:
    sim.world.clock.set("2026-03-02T10:00:00")
    made = client.post("/v2.0/article/create", ARTICLE)["data"]["token"]
    assert client.post("/v2.0/article/verify", {"token": made})["error"] == -214
    post_id = client.post("/v2.0/article/verify", {"token": made})["data"]["id"]
    listed = client.get("/v2.0/article/getslice?offset=0&limit=10&type=normal")["data"]
    assert listed["medias"][0]["id"] == post_id
    element = {"media_type": "article", "attachment_id": post_id}
    payload = {"template_type": "media", "elements": [element]}
    order = {
        "recipient": {"target": {"gender": "0"}},
        "message": {"attachment": {"type": "template", "payload": payload}},
    }
    assert client.post("/v2.0/oa/message", order)["error"] == 0
    assert sim.chat(an)[-1]["cards"][0]["title"] == "Lịch tiếp dân"
    sim.world.clock.set("2026-03-02T22:01:00")
    assert client.post("/v2.0/oa/message", order)["error"] == -234


def test_article_limits_are_those_of_the_live_platform(client: Client) -> None:
    assert client.post("/v2.0/article/create", ARTICLE | {"title": "ư" * 149})["error"] == 0
    refused = client.post("/v2.0/article/create", ARTICLE | {"title": "ư" * 150})
    assert (refused["error"], refused["message"]) == (-201, "title allow 1 to 150 characters")
    assert (
        client.post("/v2.0/article/create", ARTICLE | {"cover": None})["message"] == "cover value is invalid"
    )
    assert client.get("/v2.0/article/getslice?offset=0&limit=11&type=normal")["error"] == -201


def test_uploads_are_known_by_their_bytes_and_expire(client: Client, sim: Sim) -> None:
    def upload(kind: str, data: bytes) -> Any:
        body = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + data
        headers = {"access_token": "SimAccessToken", "content__type": "multipart/form-data; boundary=cut"}
        return json.loads(
            client.raw("POST", f"/v2.0/oa/upload/{kind}", body + b"\r\n--cut--\r\n", **headers)[2]
        )

    assert upload("image", b"no picture")["error"] == -201
    assert upload("image", b"\x89PNG" + b"0" * 1024 * 1024)["error"] == -210
    blob_id = upload("image", b"\x89PNG" + b"0" * 100)["data"]["attachment_id"]
    element = {"media_type": "image", "attachment_id": blob_id}
    payload = {"template_type": "media", "elements": [element]}
    message = {"text": "Sơ đồ", "attachment": {"type": "template", "payload": payload}}
    assert client.message(message)["error"] == 0
    sim.configure(windows=False)
    sim.world.clock.advance(7 * 24 * 3600 + 1)
    assert client.message(message)["error"] == -100


def test_tags_are_put_listed_and_removed(client: Client, sim: Sim, an: str) -> None:
    assert client.post("/v2.0/oa/tag/tagfollower", {"user_id": an, "tag_name": "ab"})["error"] == -201
    client.post("/v2.0/oa/tag/tagfollower", {"user_id": an, "tag_name": "Nông dân"})
    assert client.get("/v2.0/oa/tag/gettagsofoa")["data"] == ["Nông dân"]
    client.post("/v2.0/oa/tag/rmtag", {"tag_name": "Nông dân"})
    assert sim.person(an).tags == []
