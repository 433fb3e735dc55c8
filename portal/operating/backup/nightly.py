"""A backup each night by itself, the old ones removed, and the line that says how old the newest is."""

import datetime as dt
import re
import shutil
from pathlib import Path

from portal.core import clock, settings
from portal.core.errors import Refused
from portal.core.watch import Level, Line
from portal.operating.backup import manifest, taking

LATE, MISSED = 26, 50  # hours
TODO = "Xem last-error.txt trong thư mục sao lưu; đĩa đầy thì thêm chỗ, rồi chạy portal backup --nightly."
_NAME = re.compile(r"portal-\d{4}-\d{2}-\d{2}")
_ERROR = "last-error.txt"


def folder() -> Path | None:
    """Where nightly backups lie; None when there are none."""
    told = settings.get().backup_dir
    return Path(told) if told else None


def whole(place: Path) -> list[Path]:
    """The whole ones, the oldest first."""
    if not place.is_dir():
        return []
    found = [one for one in place.iterdir() if _NAME.fullmatch(one.name) and (one / manifest.NAME).is_file()]
    return sorted(found)


def run() -> Path | None:
    """Take today's when its hour has come and it is not there; the folder when this made one.

    One that fails leaves its reason beside the others and is tried again ten minutes later; no old one is
    removed before a new one is whole. The last is never removed.
    """
    place = folder()
    now = clock.local(clock.now())
    if place is None or now.hour < settings.get().backup_hour:
        return None
    return take(place)


def take(place: Path) -> Path | None:
    """Today's backup in this folder; None when it is there already. Refused with the reason, kept beside."""
    made = place / f"portal-{clock.today():%Y-%m-%d}"
    if made.exists():
        return None
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        taking.take(made)
    except OSError as error:
        raise Refused(f"the backup could not be written: {error.strerror}") from None
    except Refused as error:
        _note(place, error.word)
        raise
    (place / _ERROR).unlink(missing_ok=True)
    for old in whole(place)[: -settings.get().backup_kept]:
        shutil.rmtree(old)
    return made


def _note(place: Path, why: str) -> None:
    try:
        (place / _ERROR).write_text(f"{clock.shown(clock.now())} {why}\n", "utf-8")
    except OSError:  # as full as for the backup: the age of the newest says it
        return


def line() -> Line:
    """How old is the newest whole backup?"""
    key, title, chosen = "backup_age_hours", "Bản sao lưu", settings.get()
    place = folder()
    if place is None:
        is_real = not (chosen.is_demo or chosen.is_test_home)
        todo = "Đặt BACKUP_DIR (trên một đĩa khác), hoặc tự chạy portal backup mỗi đêm."
        level = Level.MIND if is_real else Level.GOOD
        return Line(key, title, level, "Chưa đặt sao lưu hằng đêm.", todo=todo if is_real else "")
    newest = next(reversed(whole(place)), None)
    if newest is None:
        return Line(key, title, Level.ACT, "Chưa có bản nào nguyên vẹn." + _why(place), todo=TODO)
    at = dt.datetime.fromtimestamp((newest / manifest.NAME).stat().st_mtime, dt.UTC)
    hours = (clock.now() - at).total_seconds() / 3600
    level = Level.ACT if hours > MISSED else Level.MIND if hours > LATE else Level.GOOD
    said = f"Bản cuối lúc {clock.shown(at)}, giữ {len(whole(place))} bản." + _why(place)
    return Line(key, title, level, said, at, "" if level is Level.GOOD else TODO, hours)


def _why(place: Path) -> str:
    try:
        return f" Lần cuối lỗi: {(place / _ERROR).read_text('utf-8').strip()}."
    except OSError:
        return ""
