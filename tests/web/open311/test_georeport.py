"""GeoReport v2: the fields and rules a validator looks at, in both forms; who may write; what is not told."""

import datetime as dt
import re
import uuid
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.feedback.errands.models import PhotoErrand
from portal.feedback.models import Feedback, FeedbackPhoto, Kind, Status
from portal.open311 import keys
from tests.web.feedback import forms as feedback

BASE = "/api/open311/v2"
SAID = {
    "service_code": "den",
    "description": "Đèn tắt ba đêm liền trước cổng trường",
    "lat": "10.536271",
    "long": "106.404182",
    "first_name": "Bưởi",
    "last_name": "Trần Thị",
    "phone": "0912345678",
}
REQUEST_FIELDS = {
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
}


@pytest.fixture
def key(client: FlaskClient) -> str:
    return keys.make("thanh-pho-ban")


def parsed(raw: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(raw)  # noqa: S314 - our own answer


def create(client: FlaskClient, key: str, form: str = "json", **over: str) -> Any:
    return client.post(f"{BASE}/requests.{form}", data={"api_key": key, **SAID, **over})


def test_services_and_requests_have_the_fields_of_the_standard_in_both_forms(
    client: FlaskClient, key: str
) -> None:
    services = client.get(f"{BASE}/services.json").get_json()
    assert {"den", "khac"} <= {one["service_code"] for one in services}
    fields = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert {frozenset(one) for one in services} == {frozenset(fields)}
    answer = client.get(f"{BASE}/services.xml")
    assert answer.content_type == "text/xml; charset=utf-8"
    root = parsed(answer.data)
    assert root.tag == "services"
    assert [one.findtext("service_code") for one in root] == [one["service_code"] for one in services]
    (made,) = create(client, key).get_json()
    told = client.get(f"{BASE}/requests/{made['service_request_id']}.json").get_json()
    assert set(told[0]) == REQUEST_FIELDS
    assert (told[0]["status"], told[0]["service_code"]) == ("open", "den")
    moment = dt.datetime.fromisoformat(told[0]["requested_datetime"])
    assert moment.utcoffset() == dt.timedelta(hours=7)
    tree = parsed(client.get(f"{BASE}/requests/{made['service_request_id']}.xml").data)
    assert tree.tag == "service_requests"
    assert {field.tag for field in tree[0]} == REQUEST_FIELDS
    found = client.get(f"{BASE}/discovery.xml")
    assert parsed(found.data).findtext("endpoints/endpoint/type") == "production"
    definition = client.get(f"{BASE}/services/den.json").get_json()
    assert definition == {"service_code": "den", "attributes": []}


def test_a_report_is_taken_once_and_its_people_are_told_to_nobody(client: FlaskClient, key: str) -> None:
    first = create(client, key).get_json()
    again = create(client, key, "xml")
    made = parsed(again.data).findtext("request/service_request_id")
    assert made == first[0]["service_request_id"]
    row = db.session.scalars(select(Feedback)).one()
    assert (row.kind, row.name, row.phone) == (Kind.FIELD_REPORT, "Trần Thị Bưởi", "+84912345678")
    assert row.text == "Đèn đường, điện công cộng: Đèn tắt ba đêm liền trước cổng trường"
    assert (row.latitude, row.longitude) == (10.536, 106.404), "about a hundred metres, nobody's doorstep"
    public = client.get(f"{BASE}/requests.json").get_data(as_text=True)
    for secret in ("Bưởi", "912345678", "ba đêm", "10.536", row.code):
        assert secret not in public
    assert create(client, keys.make("he-thong-khac")).get_json() != first


def test_only_a_key_of_ours_writes(client: FlaskClient, key: str) -> None:
    assert client.post(f"{BASE}/requests.json", data=SAID).status_code == 400
    for wrong in ("o311_x", key + "x", key[:-1], "ẩ", "x" * 500):
        answer = create(client, wrong)
        assert answer.status_code == 403
        assert answer.get_json() == [{"code": 403, "description": "api_key is not valid"}]
    newer = keys.make("thanh-pho-ban")
    assert keys.retire("thanh-pho-ban") == 1
    assert create(client, key).status_code == 403
    assert create(client, newer).status_code == 200
    assert client.post(f"{BASE}/services.json").status_code == 405


@pytest.mark.parametrize(
    "over",
    [
        {"service_code": "la"},
        {"service_code": ""},
        {"description": " \u200b\x00 "},
        {"description": "a" * 2001},
        {"lat": "", "long": ""},
        {"lat": "10.5", "long": ""},
        {"lat": "nan"},
        {"lat": "1e400"},
        {"long": "206.4"},
        {"lat": "10,5"},
        {"phone": "12"},
        {"email": "khong-phai"},
        {"last_name": "a" * 101},
        {"address_string": "a" * 301},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: FlaskClient, key: str, over: dict[str, str]
) -> None:
    for form in ("json", "xml"):
        assert create(client, key, form, **over).status_code == 400
    assert db.session.scalars(select(Feedback)).all() == []


def test_requests_are_found_by_day_status_service_and_id(client: FlaskClient, key: str) -> None:
    mine = create(client, key).get_json()[0]["service_request_id"]
    feedback.sent(client, feedback.opened(client))
    web = db.session.scalars(select(Feedback).where(Feedback.id != uuid.UUID(mine))).one()
    web.status, web.kind = Status.PUBLISHED, Kind.FIELD_REPORT
    db.session.commit()

    def ids(query: str) -> list[str]:
        answer = client.get(f"{BASE}/requests.json?{query}")
        assert answer.status_code == 200, query
        return sorted(one["service_request_id"] for one in answer.get_json())

    both = sorted([mine, str(web.id)])
    tomorrow = (clock.now() + dt.timedelta(days=1)).isoformat(timespec="seconds").replace("+", "%2B")
    assert ids("") == both == ids(f"service_request_id={mine},{web.id},x") == ids(f"end_date={tomorrow}")
    assert ids("status=open") == [mine] == ids("service_code=den,rac")
    assert ids("status=closed") == [str(web.id)] == ids("service_code=khac")
    assert ids(f"start_date={tomorrow}") == [] == ids("end_date=2026-01-01T00:00:00Z")
    web.public_question, web.latitude, web.published_at = "Ổ gà ở ngã ba", 10.5, clock.now()
    db.session.commit()
    shown = client.get(f"{BASE}/requests/{web.id}.json").get_json()[0]
    assert (shown["description"], shown["lat"]) == ("Ổ gà ở ngã ba", 10.5)
    web.kind = Kind.QUESTION
    db.session.commit()
    assert ids("") == [mine], "only what lies outdoors is told"
    for wrong in ("start_date=hom-qua", "status=done", "end_date=0001-01-01"):
        assert client.get(f"{BASE}/requests.json?{wrong}").status_code == 400
    for gone in ("requests/x.json", f"requests/{uuid.uuid4()}.xml", "services/la.json", "services.html"):
        assert client.get(f"{BASE}/{gone}").status_code == 404
    assert client.get(f"{BASE}/services.json?jurisdiction_id=la.vn").status_code == 404


WORDS = {"status_notes", "service_name", "description", "agency_responsible", "service_notice", "address"}
NUMBERS = {"lat", "long"}
MOMENTS = {"requested_datetime", "updated_datetime", "expected_datetime"}


def test_what_the_openapi_tells_is_what_is_answered(client: FlaskClient, key: str) -> None:
    told = client.get(f"{BASE}/openapi.json").get_json()
    rules = {rule.rule.replace(".<form>", ".json") for rule in client.application.url_map.iter_rules()}
    ours = {rule.removeprefix(BASE) for rule in rules if rule.startswith(BASE)} - {"/", "/openapi.json"}
    described = {re.sub(r"\{(?:service_)?(\w+)\}", r"<\1>", path) for path in told["paths"]}
    assert described == ours
    (made,) = create(client, key).get_json()
    schemas, number = told["components"]["schemas"], made["service_request_id"]
    answers = {
        "Created": [made],
        "Service": client.get(f"{BASE}/services.json").get_json(),
        "ServiceDefinition": [client.get(f"{BASE}/services/den.json").get_json()],
        "Request": client.get(f"{BASE}/requests.json").get_json(),
        "Token": client.get(f"{BASE}/tokens/{number}.json").get_json(),
        "Error": client.get(f"{BASE}/requests/x.json").get_json(),
        "NewRequest": [{"api_key": key, **SAID, "lat": 10.5, "long": 106.4}],
    }
    assert set(answers) == set(schemas)
    for name, rows in answers.items():
        assert rows, name
        for row in rows:
            assert set(schemas[name]["required"]) <= set(row) <= set(schemas[name]["properties"]), name
            for field, value in row.items():
                assert _fits(schemas[name]["properties"][field], value), (name, field, value)


def _fits(schema: dict[str, Any], value: object) -> bool:
    """As much of JSON Schema as the description uses."""
    if "enum" in schema:
        return value in schema["enum"]
    names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    kinds: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}
    kinds |= {"boolean": (bool,), "array": (list,), "null": (type(None),)}
    return any(isinstance(value, kinds[name]) for name in names)


def test_the_rules_of_the_public_validators_hold(client: FlaskClient, key: str) -> None:
    """SeeClickFix/open311-validator's rules and the types of open311/schema-validation, over every form."""
    found = client.get(f"{BASE}/discovery.json").get_json()
    tree = parsed(client.get(f"{BASE}/discovery.xml").data)
    for name in ("contact", "key_service", "changeset"):
        assert found[name], name
        assert tree.findtext(name) == found[name]
    assert dt.datetime.fromisoformat(found["changeset"]) < clock.now()
    for endpoint in found["endpoints"]:
        assert all(endpoint[name] for name in ("specification", "url", "type"))
        assert dt.datetime.fromisoformat(endpoint["changeset"]) < clock.now()
        assert isinstance(endpoint["formats"], list)
        assert "text/xml" in endpoint["formats"]
    assert [one.text for one in tree.iterfind("endpoints/endpoint/formats/format")] == endpoint["formats"]
    mine = f"jurisdiction_id={endpoint['url'].split('//')[1].split('/')[0].split(':')[0]}"
    services = client.get(f"{BASE}/services.json?{mine}").get_json()
    assert services
    for one in services:
        assert all(
            isinstance(one[name], str) for name in ("service_code", "service_name", "keywords", "group")
        )
        assert isinstance(one["metadata"], bool)
        assert one["type"] in {"realtime", "batch", "blackbox"}
        assert (
            parsed(client.get(f"{BASE}/services/{one['service_code']}.xml").data).tag == "service_definition"
        )
    place = {"lat": "", "long": "", "address_string": "Đầu hẻm 12"}
    (made,) = create(client, key, email="foo@bar.com", **place, jurisdiction_id=mine.split("=")[1]).get_json()
    assert set(made) == {"service_request_id", "service_notice", "account_id"}
    for (row,) in (
        client.get(f"{BASE}/requests/{made['service_request_id']}.json?{mine}").get_json(),
        client.get(f"{BASE}/requests.json?{mine}").get_json(),
    ):
        assert isinstance(row["service_request_id"], str)
        assert row["status"] in {"open", "closed"}
        assert all(row[name] is None or isinstance(row[name], str) for name in WORDS)
        assert all(row[name] is None or isinstance(row[name], float) for name in NUMBERS)
        assert all(row[name] is None or dt.datetime.fromisoformat(row[name]).tzinfo for name in MOMENTS)
        assert len(row["description"] or "") <= 4000
    token = client.get(f"{BASE}/tokens/{made['service_request_id']}.xml")
    assert parsed(token.data).findtext("request/service_request_id") == made["service_request_id"]
    errors = parsed(client.post(f"{BASE}/requests.xml?{mine}", data=SAID).data)
    assert (errors.tag, errors.findtext("error/code"), bool(errors.findtext("error/description"))) == (
        "errors",
        "400",
        True,
    )


def test_photos_come_in_and_go_out_by_their_address(client: FlaskClient, key: str) -> None:
    for wrong in ("http://example.org/a.jpg", "https://u:p@example.org/a.jpg", "/a", "https://a.vn/ " * 6):
        assert create(client, key, media_url=wrong).status_code == 400, wrong
    address = "https://example.org/a.jpg"
    for _ in range(2):
        assert create(client, key, media_url=f"{address} {address}").status_code == 200
    errand = db.session.scalars(select(PhotoErrand)).one()
    assert (errand.origin, errand.address) == ("open311", address)
    row = db.session.scalars(select(Feedback)).one()
    for is_public, shown in ((False, None), (True, f"/phan-anh/da-tra-loi/{row.id}/anh/1")):
        name = f"{is_public}.jpg"
        photo = FeedbackPhoto(once_key=row.id, digest=name, name=name, size=1, feedback_id=row.id)
        photo.is_public, photo.is_proof, photo.arrived_at = is_public, True, clock.now()
        db.session.add(photo)
        row.published_at = clock.now()
        db.session.commit()
        told = client.get(f"{BASE}/requests/{row.id}.json").get_json()[0]["media_url"]
        assert (told or "").endswith(shown or ""), "only what an editor made public"
        assert bool(told) is is_public
