"""The platform's finer rules: windows of its rate, standards, spellings, posts, ZNS trials and money."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.unit.zalosim.outside import Client, Receiver
from tests.unit.zalosim.test_other_hosts import GOOD
from zalosim.server import Sim

ARTICLE = {
    "type": "normal",
    "title": "Lịch tiếp công dân",
    "description": "Thứ Năm hằng tuần",
    "body": [{"type": "text", "content": "Từ 8 giờ."}],
}


def test_the_window_of_the_rate_is_as_long_as_told(client: Client, sim: Sim) -> None:
    sim.world.clock.set(1_767_225_600_000)
    sim.configure(rate_limit=2, rate_window=300)
    assert [client.get("/v2.0/oa/getoa")["error"] for _ in range(3)] == [0, 0, -32]
    sim.world.clock.advance(61)
    _, headers, _ = client.raw("GET", "/v2.0/oa/getoa", access_token="SimAccessToken")
    assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remain"]) == ("2", "0")
    sim.world.clock.advance(300)
    assert client.get("/v2.0/oa/getoa")["error"] == 0


def test_a_text_against_the_standards_is_refused_without_effect(client: Client, sim: Sim, an: str) -> None:
    sim.configure(refused_text="trúng thưởng")
    assert client.send("Bạn đã trúng thưởng!")["error"] == -248
    assert sim.chat(an) == []
    assert client.send("Hồ sơ đã xong.")["error"] == 0


def test_an_error_may_come_although_the_message_went_out(client: Client, sim: Sim, an: str) -> None:
    sim.faults([{"what": "error", "error": -200, "accept": True, "times": 1}])
    assert client.send("Một lần")["error"] == -200
    assert [one["text"] for one in sim.chat(an)] == ["Một lần"]


def test_the_account_may_be_spelled_the_older_way(client: Client, sim: Sim) -> None:
    assert {"oa_id", "oaid", "linked_ZCA"} <= client.get("/v2.0/oa/getoa")["data"].keys()
    sim.configure(old_spelling=True)
    told = client.get("/v2.0/oa/getoa")["data"]
    assert "oa_id" not in told
    assert (told["oaid"], "linked_zca" in told) == ("2958416037745520183", True)


def test_answers_may_hold_ids_as_numbers_in_lists_too(client: Client, sim: Sim, an: str) -> None:
    sim.faults([{"what": "vary", "variants": ["numbers"], "endpoint": "/v3.0/oa/user/*"}])
    users = client.get('/v3.0/oa/user/getlist?data={"offset":0,"count":50}')["data"]["users"]
    assert users == [{"user_id": int(an)}]


def test_somebody_may_be_gone_between_the_list_and_the_detail(client: Client, sim: Sim, an: str) -> None:
    sim.followers(60)
    first = client.get('/v3.0/oa/user/getlist?data={"offset":0,"count":50}')["data"]
    client.post("/_sim/followers", {"remove": [an]})
    second = client.get('/v3.0/oa/user/getlist?data={"offset":50,"count":50}')["data"]
    assert (first["total"], second["total"], len(second["users"])) == (61, 60, 10)
    assert client.get('/v3.0/oa/user/getlist?data={"offset":100,"count":50}')["data"]["users"] == []
    assert client.get(f'/v3.0/oa/user/detail?data={{"user_id":"{an}"}}')["error"] == -201
    assert client.get('/v3.0/oa/user/getlist?data={"offset":9951,"count":50}')["error"] == -210


@pytest.fixture
def pictures() -> Iterator[str]:
    """A loopback server with one small and one heavy picture."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = {"/small.jpg": 1000, "/heavy.jpg": 2_000_000}.get(self.path)
            self.send_response(200 if size else 404)
            self.send_header("Content-Length", str(size or 0))
            self.end_headers()
            self.wfile.write(bytes(size or 0))

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("name", "error"), [("small", 0), ("heavy", -200), ("missing", -200)])
def test_the_cover_is_really_fetched_when_wanted(
    client: Client, sim: Sim, pictures: str, name: str, error: int
) -> None:
    sim.configure(fetch_photos=True, article_polls=0)
    cover = {"cover_type": "photo", "photo_url": f"{pictures}/{name}.jpg", "status": "show"}
    made = client.post("/v2.0/article/create", ARTICLE | {"cover": cover})
    assert client.post("/v2.0/article/verify", made["data"])["error"] == error


def test_posts_run_out(client: Client, sim: Sim) -> None:
    sim.configure(article_quota=1)
    article = ARTICLE | {"cover": {"cover_type": "photo", "photo_url": "https://x.example/a.jpg"}}
    assert client.post("/v2.0/article/create", article)["error"] == 0
    told = client.post("/v2.0/article/create", article)
    assert (told["error"], "limit quota create article" in told["message"]) == (-223, True)
    assert client.post("/v2.0/article/upload_image", {})["error"] == -209


def test_a_trial_costs_nothing_and_has_a_quota_of_its_own(client: Client, sim: Sim, an: str) -> None:
    sim.person(an).is_admin = True
    sim.configure(zns_wallet=False, zns_dev_quota=1)
    trial = GOOD | {"mode": "development"}
    assert client.post("/message/template", trial)["error"] == 0
    assert client.post("/message/template", trial)["error"] == -126
    assert client.post("/message/template", GOOD)["error"] == -115
    sim.configure(zns_wallet=True, zns_charging=False)
    assert client.post("/message/template", GOOD)["error"] == -137


def test_a_delivered_message_may_have_no_time(client: Client, sim: Sim) -> None:
    sim.configure(zns_null_time=True, zns_delay=0)
    made = client.post("/message/template", GOOD)["data"]
    told = client.get(f"/message/status?message_id={made['msg_id']}")["data"]
    assert (told["status"], told["delivery_time"]) == (1, None)


def test_the_platform_judges_templates_and_grants_quotas(
    client: Client, sim: Sim, receiver: Receiver
) -> None:
    order = {"template_id": "300101", "status": "DISABLE", "reason": "Chất lượng thấp"}
    assert client.post("/_sim/templates", order)["ok"]
    assert client.post("/message/template", GOOD)["error"] == -146
    client.post("/_sim/templates", {"template_id": "300102", "status": "ENABLE"})
    client.post("/_sim/templates", {"template_id": "300102", "quality": "LOW"})
    client.post("/_sim/templates", {"daily_quota": 1})
    assert sim.settle()
    judged = receiver.events("change_template_status")
    assert judged[0]["status"] == {"prev_status": "ENABLE", "new_status": "DISABLE"}
    assert judged[0]["reason"] == "Chất lượng thấp"
    assert receiver.events("change_template_quality")[0]["quality"]["new_quality"] == "LOW"
    assert receiver.events("change_oa_daily_quota")[0]["quota"] == {"prev_value": 500, "new_value": 1}
    few = GOOD | {"template_id": "300102", "template_data": {"ten": "An", "ma_ho_so": "H24.1"}}
    assert [client.post("/message/template", few)["error"] for _ in range(2)] == [0, -144]
    assert "error" in client.post("/_sim/templates", {"template_id": "1", "status": "ENABLE"})


def test_the_consoles_sample_names_other_people(sim: Sim, receiver: Receiver) -> None:
    sim.emit("user_send_text__console")
    assert sim.settle()
    told = receiver.events("user_send_text")[0]
    assert told["message"] == {"text": "This is testing message", "msg_id": "This is message id"}
    assert told["recipient"]["id"] != "2958416037745520183"
