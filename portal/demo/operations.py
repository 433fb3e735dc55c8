"""A province to try the portal with: written once, into an empty home, called a demo wherever it shows."""

import datetime as dt
import json
import os
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.citizens import operations as citizens
from portal.citizens.models import Proof
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.demo import counter, feedback
from portal.demo.dossiers import Story
from portal.dossiers import messages
from portal.dossiers import operations as dossiers
from portal.dossiers.models import Dossier
from portal.news import operations as news
from portal.news.models import Category
from portal.places import operations as places
from portal.places.forms import OfficeFacts
from portal.procedures.models import Procedure
from portal.staff import operations as staff
from portal.staff import queries as accounts
from portal.staff.models import Role
from portal.support import operations as support

HERE = Path(__file__).parent
CLIENT = "demo"
KNOWN_PEOPLE = 2  # the third shares her number in the chat
STAFF = (
    # user name, name, role, code of the office
    ("quantri", "Quản trị mẫu", Role.ADMIN, None),
    ("duyetdang", "Người duyệt đăng mẫu", Role.PUBLISHER, None),
    ("bientap", "Biên tập viên mẫu", Role.EDITOR, None),
    ("motcua.longan", "Cán bộ một cửa phường Long An (mẫu)", Role.OFFICER, "H63.95.01"),
    ("motcua.tanninh", "Cán bộ một cửa phường Tân Ninh (mẫu)", Role.OFFICER, "H63.95.02"),
    ("hotro", "Nhân viên hỗ trợ mẫu", Role.SUPPORT, None),
    ("lanhdao", "Lãnh đạo mẫu", Role.LEADER, None),
)


def load() -> bool:
    """Write the demo province when no dossier is there yet, in one commit; True when it was written.

    The sign-ins and the dossier codes are then left in the home, the first for its owner alone.
    """
    if db.session.scalar(select(Dossier.id).limit(1)) is not None:
        return False
    now = clock.now()
    with transaction():
        offices = _offices()
        _hotlines()
        _news(now)
        _people(now)
        stories = _dossiers(now)
        sign_ins = _staff(offices)
        _feedback(now, offices)
        counter.load(now)
    home = settings.get().portal_home
    home.mkdir(parents=True, exist_ok=True)
    _write_private(home / "sign-ins.json", json.dumps(sign_ins, ensure_ascii=False, indent=1))
    people = {person["phone"][-4:]: person["name"] for person in _read("people.json")}
    (home / "demo-codes.txt").write_text("".join(f"{_line(story, people)}\n" for story in stories))
    return True


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text())


def _offices() -> dict[str, uuid.UUID]:
    listed = [OfficeFacts.model_validate(row) for row in _read("province.json")["offices"]]
    return {facts.code: places.upsert_office(facts) for facts in listed}


def _hotlines() -> None:
    for line in _read("province.json")["hotlines"]:
        support.add_hotline(**line)


def _news(now: dt.datetime) -> None:
    """Announcements with days written as {+1} for tomorrow."""
    for item in _read("news.json"):
        published = now - dt.timedelta(hours=item["hours_ago"])
        left = item["hours_left"]
        news.publish_item(
            title=_dated(item["title"], now),
            summary=_dated(item["summary"], now),
            body=_dated(item["body"], now),
            category=Category(item["category"]),
            alert_level=item["alert_level"],
            is_pinned=item["pinned"],
            published_at=published,
            expires_at=None if left is None else now + dt.timedelta(hours=left),
            is_demo=True,
        )


def _dated(text: str, now: dt.datetime) -> str:
    return re.sub(r"\{\+(\d)\}", lambda found: clock.day(now + dt.timedelta(days=int(found[1]))), text)


def _people(now: dt.datetime) -> None:
    """The first two have told us their number before; none of them follows yet."""
    oa_id = settings.get().zalo_oa_id
    for person in _read("people.json")[:KNOWN_PEOPLE]:
        citizen_id = citizens.meet(oa_id, person["user_id"], now, person["user_id_by_app"])
        citizens.learn_phone(citizen_id, person["phone"], Proof.CLAIMED, "zalo_submit_info")


def _dossiers(now: dt.datetime) -> list[Story]:
    """Forty dossiers told as pushes tell them, in order of time, to nobody's phone."""
    told = _read("dossiers.json")
    codes = {row["procedure"] for row in told}
    named = select(Procedure.code, Procedure.name, Procedure.field).where(Procedure.code.in_(codes))
    facts = {code: (name, field) for code, name, field in db.session.execute(named)}
    offices = {row["code"]: row["name"] for row in _read("province.json")["offices"]}
    stories = [Story(row, facts, offices, now) for row in told]
    records = sorted((pair for story in stories for pair in story.records()), key=lambda pair: pair[0])
    results = dossiers.record_changes(CLIENT, "demo-dossiers", [record for _, record in records], tell=False)
    wrong = [result for result in results if result.outcome != "applied"]
    if wrong:
        raise RuntimeError(f"demo dossiers not taken: {wrong[:3]}")
    dossiers.record_progress(CLIENT, "demo-steps", [step for story in stories for step in story.steps()])
    return stories


def _staff(offices: dict[str, uuid.UUID]) -> list[dict[str, str]]:
    """The demo staff with fresh passwords; an account that is there already keeps its own."""
    sign_ins = []
    for username, name, role, office in STAFF:
        if accounts.by_username(username) is None:
            password = staff.new_password()
            staff.create_user(username, name, [(role, offices[office] if office else None)], password)
            sign_ins.append({"role": role.value, "user": username, "password": password})
    return sign_ins


def _feedback(now: dt.datetime, offices: dict[str, uuid.UUID]) -> None:
    helper = accounts.by_username("hotro")
    if helper is not None:
        feedback.load(now, offices, helper.id)


def _line(story: Story, people: Mapping[str, str]) -> str:
    """Code, status, whose of the people in the pretend Zalo (or nobody's), and the last digits."""
    last = story.path[-1][0]
    title = messages.words(int(last)).title
    return f"{story.code}\t{last} {title}\t{people.get(story.last_digits, '-')}\t{story.last_digits}"


def _write_private(path: Path, text: str) -> None:
    """A file that is never readable by others, not even for a moment."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
