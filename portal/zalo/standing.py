"""How the tokens stand: ages, never values; what is wrong, and whether a person has to do something."""

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from portal.core import clock, settings
from portal.zalo import codes, timing, tokens
from portal.zalo.codes import Host

PAGE = "/desk/zalo/cap-quyen/"
SPENT = "-14014"
DOUBT, REFUSED_AGAIN, NO_JOURNAL, NO_KEY = "doubt", "refused_again", "no_journal", "no_key"
NOT_SENT, UNCLEAR, NONE, OLD, ENDING, ONE_ONLY = "not_sent", "unclear", "none", "old", "ending", "one_only"
log = logging.getLogger(__name__)


class Level(StrEnum):
    """How urgent it is."""

    GOOD = "good"
    MIND = "mind"  # the system goes on trying by itself
    PERSON = "person"  # somebody has to do something


SAID: Mapping[str, tuple[str, str]] = {  # what is wrong, what to do
    DOUBT: (
        "Lần đổi mã gần nhất không nghe được Zalo trả lời; mã cũ có thể đã bị dùng.",
        "Hệ thống sẽ tự thử lại một lần. Nếu Zalo từ chối, quản trị tạo liên kết cấp quyền.",
    ),
    REFUSED_AGAIN: (
        "Zalo từ chối cả mã vừa đổi.",
        "Quản trị xem ứng dụng tại developers.zalo.me còn bật và còn liên kết, rồi cấp quyền lại.",
    ),
    NO_JOURNAL: (
        "Không ghi được sổ giữ mã trên máy chủ, nên hệ thống không đổi mã.",
        "Quản trị máy chủ xem ổ đĩa còn chỗ và thư mục dữ liệu ghi được.",
    ),
    NO_KEY: (
        "Không mở được mã đã lưu: thiếu khóa đã dùng để mã hóa.",
        "Quản trị máy chủ đặt lại khóa cũ vào FIELD_KEYS, sau khóa mới; nếu đã mất khóa, cấp quyền lại.",
    ),
    NOT_SENT: ("Chưa kết nối được tới máy chủ cấp mã của Zalo.", "Không cần làm gì: hệ thống tự thử lại."),
    UNCLEAR: ("Máy chủ cấp mã của Zalo trả lời không rõ.", "Không cần làm gì: hệ thống tự thử lại."),
    NONE: ("Trang Zalo chưa cấp quyền cho cổng.", "Quản trị tạo liên kết cấp quyền rồi đồng ý trên Zalo."),
    OLD: (
        "Mã truy cập đã hết hạn mà chưa đổi được; mọi tin đang được giữ lại.",
        "Quản trị xem lỗi đi kèm; nếu không rõ, cấp quyền lại.",
    ),
    ENDING: (
        "Lần cấp quyền gần nhất sắp đủ ba tháng; Zalo có thể ngừng nhận mã.",
        "Quản trị tạo liên kết cấp quyền trước ngày đó.",
    ),
    ONE_ONLY: (
        "Cổng đang dùng một mã đặt sẵn, không tự đổi được.",
        "Quản trị tạo liên kết cấp quyền để mã được đổi tự động.",
    ),
}


@dataclass(frozen=True)
class Standing:
    """Everything that may be told about the tokens."""

    now: dt.datetime
    generation: int = 0
    issued_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    consented_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    refused_at: dt.datetime | None = None
    failures: int = 0
    problems: tuple[str, ...] = ()
    problem_at: dt.datetime | None = None
    consent_needed_at: dt.datetime | None = None
    is_held: bool = False

    @property
    def consent_ends_at(self) -> dt.datetime | None:
        """Three months after a person agreed; whether a change makes that longer is not known."""
        return timing.consent_ends(self.consented_at) if self.consented_at else None

    @property
    def level(self) -> Level:
        """The worst of what is wrong."""
        if any(needs_person(problem) for problem in self.problems):
            return Level.PERSON
        return Level.MIND if self.problems else Level.GOOD


def needs_person(problem: str) -> bool:
    """Whether it does not mend itself; every code of the endpoint is for a person."""
    return problem not in {NOT_SENT, UNCLEAR, ONE_ONLY}


def sentence(problem: str) -> tuple[str, str]:
    """What is wrong and what to do, in plain Vietnamese: a word of ours, or a code of the token endpoint."""
    if problem in SAID:
        return SAID[problem]
    code = codes.meaning(int(problem), Host.OAUTH)
    return code.said, code.step


def link() -> str:
    """Where a person can help."""
    return settings.get().base_url.rstrip("/") + PAGE


def alarm(problem: str) -> None:
    """Tell the operator in the log, with the address of the page that helps."""
    tell = log.error if needs_person(problem) else log.warning
    tell("tokens of the Official Account problem=%s page=%s", problem, link())


def look() -> Standing:
    """How it stands at this moment."""
    row = tokens.facts()
    if row is None:
        problem = ONE_ONLY if settings.get().zalo_access_token else NONE
        return Standing(clock.now(), problems=(problem,), is_held=problem == NONE)
    return Standing(
        now=row.now,
        generation=row.generation,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        consented_at=row.consented_at,
        due_at=row.due_at,
        started_at=row.started_at,
        refused_at=row.refused_at if row.refused_generation == row.generation else None,
        failures=row.failures,
        problems=_problems(row),
        problem_at=row.problem_at,
        consent_needed_at=row.consent_needed_at,
        is_held=tokens.holds(row),
    )


def _problems(row: Row[Any]) -> tuple[str, ...]:
    """What is wrong, the worst first, each once."""
    last = max((one for one in (row.consented_at, row.issued_at) if one), default=None)
    ends = [moment for moment in (row.consented_at, last) if moment]
    found = [
        row.problem if row.consent_needed_at else None,
        DOUBT if row.doubt_at else None,
        OLD if row.expires_at and row.expires_at <= row.now else None,
        row.problem,
        ENDING if any(timing.is_ending(moment, row.now) for moment in ends) else None,
    ]
    return tuple(dict.fromkeys(problem for problem in found if problem))
