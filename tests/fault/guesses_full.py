"""T17: passwords and codes are guessed. `python -m tests.fault.guesses_full [--guesses 10000]`.

Exit code 0 when it holds. Guessed through the desk's form, the clock moved on by a second a guess: at one
account from one address, at one from a thousand, over many from one, and at the second step. Counted:
how many guesses were really read (the others wait), whether the person gets in meanwhile from a browser of
theirs, whether unknown names look and take as long as known ones, and whether somebody is told.
"""

import argparse
import datetime as dt
import logging
import re
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from portal.app import create_app
from portal.bench import home as bench
from portal.core import clock
from portal.core.db import db
from portal.staff import alarms, operations, queries, second, turns
from portal.staff.models import Alarm, Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import PASSWORD
from tests.fault.lookup_times import auc

MOST_AUC = 0.55
SPRAYED = 200
_TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')


@dataclass
class Seen:
    """What a row of guesses got."""

    statuses: Counter[int] = field(default_factory=Counter)
    in_with_it: int = 0


def browser(app: Flask) -> Browser:
    """A browser of its own: in one app context Flask would lend each request the last one's person."""
    return Browser(app, app.response_class, use_cookies=True)


def made(name: str) -> None:
    """An account whose password no guess is."""
    operations.create_user(name, "Người Bị Dò", [(Role.EDITOR, None)], PASSWORD)


def guess(client: FlaskClient, path: str, data: dict[str, str], address: str, seen: Seen) -> str:
    """One guess; what the page said."""
    answer = client.post(path, data=data, environ_base={"REMOTE_ADDR": address})
    seen.statuses[answer.status_code] += 1
    seen.in_with_it += answer.status_code == 303
    return answer.text


def most_read(seconds: int, free: int) -> int:
    """How many guesses may be read in so many seconds: some free each hour, then 2, 4, 8 ... 300 s apart."""
    hours, waits, at, n = seconds // turns.WINDOW + 1, 0, 0, 0
    while at < turns.WINDOW:
        at += min(2 ** (n + 1), turns.LONGEST_WAIT)
        waits, n = waits + 1, n + 1
    return hours * (free + waits + 1)


def guessed(app: Flask, names: list[str], addresses: int, guesses: int) -> Seen:
    """So many guesses in turn, a second apart."""
    seen = Seen()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for n in range(guesses):
            if n % 1000 == 0:  # a form's token lives for half an hour
                client = browser(app)
                token = form_token(client)
            told = {"csrf_token": token, "username": names[n % len(names)], "password": f"doan-mo-{n:06d}"}
            guess(client, "/desk/sign-in", told, f"10.{n % addresses // 250}.0.{n % addresses % 250}", seen)
            traveller.shift(dt.timedelta(seconds=1))
    return seen


def codes_guessed(app: Flask, name: str, guesses: int) -> Seen:
    """The password is known to whoever guesses; the six digits are not."""
    user = queries.by_username(name)
    assert user
    secret = second.new_secret()
    second.turn_on(user.id, secret, second.code_at(secret, int(clock.now().timestamp()) // second.STEP))
    seen = Seen()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        client = browser(app)
        for n in range(guesses):
            if n % 250 == 0:  # half signed in for five minutes only
                turns.forget(turns.account(name, ""))
                sign_in(client, name)
                token = form_token(client, "/desk/sign-in/ma")
            guess(client, "/desk/sign-in/ma", {"csrf_token": token, "code": f"{n:06d}"}, "10.9.0.1", seen)
            traveller.shift(dt.timedelta(seconds=1))
    return seen


def told_apart(app: Flask, each: int) -> list[str]:
    """Whether a known name differs from an unknown one by page or by time."""
    times: dict[str, list[float]] = {"bi-do-1": [], "khong-co-ai": []}
    pages: dict[str, set[str]] = {name: set() for name in times}
    client = browser(app)
    token = form_token(client)
    for n in range(each):
        for name in sorted(times, reverse=bool(n % 2)):
            db.session.execute(text("DELETE FROM throttle"))
            db.session.commit()
            began = time.perf_counter()
            told = {"csrf_token": token, "username": name, "password": f"sai-{n}"}
            answer = client.post("/desk/sign-in", data=told)
            times[name].append(time.perf_counter() - began)
            pages[name].add(_TOKEN.sub("", answer.text.replace(name, "?")))
    found = auc(*times.values())
    known, unknown = (statistics.median(one) * 1000 for one in times.values())
    sys.stdout.write(f"known {known:.1f} ms, unknown {unknown:.1f} ms, AUC {found:.3f}\n")
    wrong = [f"time tells known names, AUC {found:.3f}"] if found > MOST_AUC else []
    return wrong + (["pages differ"] if pages["bi-do-1"] ^ pages["khong-co-ai"] else [])


def tell(name: str, seen: Seen, most: int, wrong: list[str]) -> None:
    """Print a row of guesses; what is wrong with it."""
    read = seen.statuses[422]
    sys.stdout.write(f"{name}: {dict(seen.statuses)}, read {read} (at most {most})\n")
    if read > most or seen.in_with_it or any(status >= 500 for status in seen.statuses):
        wrong.append(f"{name}: {read} read, {seen.in_with_it} got in, {dict(seen.statuses)}")


def run(app: Flask, guesses: int) -> list[str]:
    """Every row of guesses; what is wrong."""
    wrong: list[str] = []
    names = [f"bi-do-{n}" for n in range(SPRAYED)]
    for name in names:
        made(name)
    owner = browser(app)
    sign_in(owner, names[0])
    third = guesses * 3 // 10
    for told, who, addresses, free in (
        ("one account, one address", names[:1], 1, turns.FREE_PER_ACCOUNT),
        ("one account, 1,000 addresses", names[:1], 1000, turns.FREE_PER_ACCOUNT),
        (f"{SPRAYED} accounts, one address", names, 1, turns.FREE_PER_CLIENT),
    ):
        tell(told, guessed(app, who, addresses, third), most_read(third, free), wrong)
        owner.delete_cookie("portal")  # signed out, in a browser of theirs
        if sign_in(owner, names[0]) != 303:
            wrong.append(f"{told}: the person did not get in from a browser of theirs")
    rest = guesses - 3 * third
    tell(
        "the second step", codes_guessed(app, names[1], rest), most_read(rest, turns.FREE_PER_ACCOUNT), wrong
    )
    raised = set(db.session.scalars(select(Alarm.kind)))
    sys.stdout.write(f"alarms: {sorted(raised)}, open {alarms.count_open()}\n")
    if not {"account", "network"} <= raised:
        wrong.append(f"nobody was told: {sorted(raised)}")
    return wrong + told_apart(app, max(20, guesses // 10))


def main() -> int:
    """Guess and print; 1 when anything was wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--guesses", type=int, default=10_000)
    guesses = asked.parse_args().guesses
    logging.getLogger("portal.staff").setLevel(logging.ERROR)  # ten thousand refusals are no news here
    with bench.opened():
        app = create_app()
        with app.app_context():
            wrong = run(app, guesses)
    sys.stdout.write("\n".join(wrong) + "\n" if wrong else "nothing is wrong\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
