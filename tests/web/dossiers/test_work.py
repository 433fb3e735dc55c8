"""Proof of work before a look-up: nothing while things are normal, one proof for one question above."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.core import clock, limits, settings, work
from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.operations import digits, tolls
from tests.factories import make_dossier
from tests.page import Page

HX = {"HX-Request": "true"}
MINI = {"Origin": "https://h5.zdn.vn"}
Form = dict[str, str]


@pytest.fixture
def busy(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of a portal where every look-up is one too many; its own limits are far away."""
    return _with(ctx, monkeypatch, lookups_normal=0)


def _with(ctx: Flask, patch: pytest.MonkeyPatch, **over: int) -> FlaskClient:
    usual = {"lookups_per_browser": 10**6, "lookups_per_address": 10**6}
    made = settings.get().model_copy(update=usual | over)
    patch.setattr(settings, "get", lambda: made)
    return ctx.test_client()


def post(client: FlaskClient, form: Form, **headers: str) -> TestResponse:
    return client.post("/ho-so/", data=form, headers=headers)


def puzzle_of(answer: TestResponse) -> Form:
    """The form that a puzzle page holds; fails when there is none."""
    page = Page(answer)
    fields = page.find("form[data-seal] input")
    assert fields, page.text("#dossiers-result")
    return {field.attrs["name"]: field.attrs["value"] for field in fields}


def solved(form: Form, wrong: bool = False) -> Form:
    """The form with the number that its ticket asks for, or with one that does not do."""
    issued, bits, nonce, seal = form["ticket"].split(".")
    puzzle = work.Puzzle(int(issued), int(bits), nonce, seal)
    found = next(str(n) for n in range(10**8) if puzzle.is_solved_by(str(n)) is not wrong)
    return form | {"work": found}


def is_shown(answer: TestResponse) -> bool:
    return "Được tiếp nhận" in Page(answer).text("#dossiers-result")


def is_asked(answer: TestResponse) -> bool:
    return Page(answer).has("form[data-seal]")


def test_at_normal_load_nothing_is_asked_and_nothing_changes(client: FlaskClient) -> None:
    made = make_dossier()
    answer = post(client, {"code": made.code})
    assert is_shown(answer)
    assert "work" not in re.sub(r"<link[^>]*>", "", answer.text)
    assert "ticket" not in answer.text


def test_beyond_the_normal_each_look_up_brings_its_own_proof(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, made = _with(ctx, monkeypatch, lookups_normal=2), make_dossier()
    assert [is_shown(post(client, {"code": made.code})) for _ in range(2)] == [True, True]
    asked = post(client, {"code": made.code})
    assert not is_shown(asked)
    assert asked.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in asked.headers
    form = puzzle_of(asked)
    assert form["code"] == made.code
    assert is_shown(post(client, solved(form)))
    with time_machine.travel(clock.now().timestamp() + 61, tick=False):
        assert is_shown(post(client, {"code": made.code})), "the minute is over"


def test_a_proof_is_used_once(busy: FlaskClient) -> None:
    made = make_dossier()
    paid = solved(puzzle_of(post(busy, {"code": made.code})))
    assert is_shown(post(busy, paid))
    again = post(busy, paid)
    assert not is_shown(again)
    assert puzzle_of(again)["ticket"] != paid["ticket"]


@pytest.mark.parametrize("with_digits", [False, True])
def test_fifty_at_once_with_one_proof_get_one_answer(
    ctx: Flask, busy: FlaskClient, with_digits: bool
) -> None:
    made = make_dossier()
    paid = solved(puzzle_of(post(busy, {"code": made.code} | ({"digits": "5678"} if with_digits else {}))))

    def ask(_: int) -> bool:
        return is_shown(post(ctx.test_client(), paid))

    with ThreadPoolExecutor(8) as hands:
        assert sum(hands.map(ask, range(50))) == 1


def test_fifty_at_once_at_the_edge_get_exactly_the_free_places(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with(ctx, monkeypatch, lookups_normal=7)
    made = make_dossier()

    def ask(_: int) -> bool:
        return is_shown(post(ctx.test_client(), {"code": made.code}))

    with ThreadPoolExecutor(8) as hands:
        assert sum(hands.map(ask, range(50))) == 7


def test_forged_wrong_and_foreign_proofs_open_nothing(busy: FlaskClient) -> None:
    made, other = make_dossier(), make_dossier()
    form = puzzle_of(post(busy, {"code": made.code}))
    issued, bits, nonce, seal = form["ticket"].split(".")
    easier = work.Puzzle(int(issued), 0, nonce, seal).ticket
    forged = [
        solved(form, wrong=True),
        form | {"ticket": easier, "work": "0"},
        form | {"ticket": f"{int(issued) - 60}.{bits}.{nonce}.{seal}"},
        form | {"ticket": f"{issued}.{bits}.{nonce}.{'0' * 32}", "work": "0"},
        form | {"ticket": "x" * 400, "work": "0"},
        form | {"ticket": "\x00", "work": "9" * 400},
        solved(form) | {"code": other.code},
        solved(form) | {"digits": "5678"},
        solved(form) | {"work": "-1"},
    ]
    assert [is_asked(post(busy, one)) for one in forged] == [True] * len(forged)
    assert is_shown(post(busy, solved(form))), "what others tried used nothing up"


def test_a_proof_for_other_digits_is_none(busy: FlaskClient) -> None:
    made = make_dossier()
    paid = solved(puzzle_of(post(busy, {"code": made.code, "digits": "0000"})))
    assert is_asked(post(busy, paid | {"digits": "5678"}))
    assert not is_asked(post(busy, paid))


def test_a_proof_ends_after_five_minutes(busy: FlaskClient) -> None:
    made = make_dossier()
    paid = solved(puzzle_of(post(busy, {"code": made.code})))
    for seconds, opens in ((work.LIFE_SECONDS + 1, False), (work.LIFE_SECONDS - 2, True)):
        with time_machine.travel(clock.now().timestamp() + seconds, tick=False):
            assert is_shown(post(busy, paid)) is opens


def test_who_runs_no_scripts_waits_and_loses_nothing(busy: FlaskClient) -> None:
    made, now = make_dossier(), clock.now().timestamp()
    with time_machine.travel(now, tick=False) as time:
        form = puzzle_of(post(busy, {"code": made.code, "digits": "5678"}))
        assert (form["code"], form["digits"], form["work"]) == (made.code, "5678", "")
        time.shift(3)
        early = post(busy, form)
        assert puzzle_of(early) == form, "the wait goes on, it does not start anew"
        assert f"khoảng {work.waiting_seconds(work.LEAST) - 3} giây" in Page(early).text("main")
        time.shift(work.waiting_seconds(work.LEAST))
        assert is_shown(post(busy, form))
        assert is_asked(post(busy, form)), "once"


def test_only_so_many_a_minute_come_in_by_waiting(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, made = _with(ctx, monkeypatch, lookups_normal=0, waits_per_minute=2), make_dossier()
    with time_machine.travel(clock.now().timestamp(), tick=False) as time:
        forms = [puzzle_of(post(client, {"code": made.code})) for _ in range(3)]
        time.shift(30)
        answers = [post(client, form) for form in forms]
        assert [is_shown(answer) for answer in answers] == [True, True, False]
        assert puzzle_of(answers[2]) == forms[2]
        time.shift(61)
        assert is_shown(post(client, forms[2]))


def test_the_proof_grows_with_the_load_and_never_beyond_twenty(busy: FlaskClient) -> None:
    made = make_dossier()
    asked = operations.Asked(made.code)
    for _ in range(3):
        assert operations.is_paid(asked, (paid := solved(_ticket(asked)))["ticket"], paid["work"])
    heavier = operations.toll(asked)
    assert heavier is not None
    assert heavier.bits > work.LEAST
    steps = [work.rising(beyond, 100) for beyond in (0, 99, 100, 300, 700, 1500, 10**9)]
    assert steps == [12, 12, 14, 16, 18, 20, 20]


def _ticket(asked: operations.Asked) -> Form:
    puzzle = work.issue(work.LEAST, *asked.bound)
    return {"ticket": puzzle.ticket}


def test_wrong_digits_of_an_hour_raise_the_proof_for_digits_alone(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, made = _with(ctx, monkeypatch, wrong_digits_normal=12), make_dossier()
    for n in range(6):
        assert is_shown(post(client, {"code": made.code, "digits": "5678"})), "right ones are not counted"
        assert not operations.check_digits(f"H44.12-260701-3{n:03d}", "0000", "chat")
    for n in range(6):
        post(client, {"code": f"H44.12-260701-4{n:03d}", "digits": "0000"})
    assert is_shown(post(client, {"code": made.code})), "a code alone needs none"
    form = puzzle_of(post(client, {"code": made.code, "digits": "5678"}))
    assert is_shown(post(client, solved(form)))
    for _ in range(4):
        limits.count(digits.HOUR, digits.HOUR_SECONDS)
    harder = puzzle_of(post(client, {"code": made.code, "digits": "5678"}))
    assert int(harder["ticket"].split(".")[1]) > work.LEAST
    with time_machine.travel(clock.now().timestamp() + 3601, tick=False):
        assert is_shown(post(client, {"code": made.code, "digits": "5678"}))


def test_a_puzzle_is_no_oracle(busy: FlaskClient) -> None:
    made = make_dossier()
    pages = set()
    for code in (made.code, made.code[:-4] + "9999"):
        for form in ({"code": code}, {"code": code, "digits": "5678"}, {"code": code, "digits": "0000"}):
            answer = post(busy, form)
            asked = puzzle_of(answer)
            told = answer.text.replace(asked["ticket"], "").replace(asked["ticket"].split(".")[3], "")
            told = told.replace(answer.headers["X-Request-Id"], "").replace(code, "CODE")
            pages.add(re.sub(r'<input type="hidden" name="digits"[^>]*>', "", told))
    assert len({len(page.strip()) for page in pages}) == 1
    assert limits.seen(digits.HOUR) == 0, "an unpaid try is no try"


def test_wrong_digits_missing_codes_and_codes_without_phone_look_the_same_when_paid(
    busy: FlaskClient,
) -> None:
    there, bare = make_dossier(), make_dossier(SoDienThoai=None)
    bodies = set()
    for code in (there.code, bare.code, "H44.12-260701-9998"):
        answer = post(busy, solved(puzzle_of(post(busy, {"code": code, "digits": "0000"}))))
        assert "Chưa mở được phần chi tiết" in answer.text
        bodies.add(answer.text.replace(code, "CODE").replace(answer.headers["X-Request-Id"], ""))
    assert len(bodies) == 1


def test_beyond_the_days_cap_digits_are_off_for_all_and_the_page_says_how_else(client: FlaskClient) -> None:
    made = make_dossier()
    operations.check_digits("H44.12-260701-9998", "0000", "scanner")
    db.session.execute(text("UPDATE throttle SET count = 1000 WHERE key LIKE 'digits-all%'"))
    db.session.commit()
    for code in (made.code, "H44.12-260701-9997"):
        page = Page(post(client, {"code": code, "digits": "5678"}))
        assert "Cách khác" in page.text("#dossiers-result")
        assert "đến ngày mai" in page.text("#dossiers-result")
        assert not page.has("#dossiers-result input[name=digits]")
    assert is_shown(post(client, {"code": made.code}))


def test_a_printed_code_is_asked_for_a_proof_too(busy: FlaskClient) -> None:
    made = make_dossier()
    busy.get(f"/ho-so/?ma={made.code}")
    form = puzzle_of(busy.get("/ho-so/"))
    assert form["code"] == made.code
    assert is_shown(post(busy, solved(form)))


@pytest.mark.parametrize(("path", "headers"), [("/ho-so/", HX), ("/m/ho-so/", MINI)])
def test_the_fragment_and_the_mini_app_ask_alike(busy: FlaskClient, path: str, headers: Form) -> None:
    made = make_dossier()
    answer = busy.post(path, data={"code": made.code}, headers=headers)
    form = puzzle_of(answer)
    assert is_shown(busy.post(path, data=solved(form), headers=headers))


def test_asking_for_puzzles_is_limited_like_asking_for_answers(client: FlaskClient, ctx: Flask) -> None:
    made = make_dossier()
    for _ in range(settings.get().lookups_normal):
        limits.count(tolls.FREE, 60)
    answers = [post(client, {"code": made.code}) for _ in range(11)]
    assert [a.status_code for a in answers] == [200] * 10 + [429]
    paid = solved(puzzle_of(answers[0]))
    assert is_shown(post(client, paid)), "it was counted when it was given out"


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "\u202e\u200b", "🏛" * 400, "x" * 1000])
def test_what_was_typed_comes_back_unharmed(busy: FlaskClient, typed: str) -> None:
    answer = post(busy, {"code": typed, "digits": typed})
    if typed.strip("\u202e\u200b"):
        form = puzzle_of(answer)
        assert not is_asked(post(busy, solved(form)))
    assert "<script>alert" not in answer.text
