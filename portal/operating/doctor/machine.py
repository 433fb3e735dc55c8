"""This machine: names of settings, addresses, secrets, folders, disk, time zone, fonts, confined programs."""

import datetime as dt
import difflib
import hashlib
import io
import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PIL import Image, features

from portal.core import clock, settings
from portal.core.settings import ROOT, Settings
from portal.core.watch import Level, Line

GIB = 1024**3
LEAST_FREE, SCARCE_FREE = 1 * GIB, 5 * GIB
SECRET = ("secrets.env", "sign-ins.json", "zalo-tokens.journal")
LIKE = 0.85  # how near a name must be to one of ours to be taken for a slip of the pen


def good(key: str, title: str, said: str) -> Line:
    """Nothing to do."""
    return Line(key, title, Level.GOOD, said)


def names() -> Line:
    """Does a name in the files or the environment look like a setting, and is none?"""
    ours = {name.upper() for name in Settings.model_fields}
    slips = [
        f"{name} (có phải {near[0]}?)"
        for name in sorted(_told() - ours)
        if (near := difflib.get_close_matches(name, ours, 1, LIKE))
    ]
    if not slips:
        return good("settings", "Tên thiết lập", "Không có tên nào viết nhầm.")
    todo = "Sửa tên trong secrets.env hoặc môi trường; bảng thiết lập ở README."
    return Line("settings", "Tên thiết lập", Level.MIND, f"Chưa hiểu: {', '.join(slips)}.", todo=todo)


def _told() -> set[str]:
    return settings.names_told(settings.get().portal_home)


def addresses() -> Line:
    """Is the public address one that a phone can open, safely?"""
    chosen = settings.get()
    host = urlsplit(chosen.base_url).hostname or ""
    if chosen.is_demo or chosen.is_test_home:
        return good("base_url", "Địa chỉ công khai", f"{chosen.base_url}, bản trình diễn.")
    if not chosen.is_https:
        todo = "Đặt BASE_URL là địa chỉ https mà người dân mở, ví dụ https://zalo.tayninh.gov.vn."
        return Line(
            "base_url", "Địa chỉ công khai", Level.ACT, f"{chosen.base_url} không có https.", todo=todo
        )
    if not chosen.proxy_hops:
        todo = (
            "Nếu có nginx đứng trước, đặt PROXY_HOPS=1; nếu không, mọi người dân có chung một địa chỉ mạng."
        )
        return Line(
            "base_url", "Địa chỉ công khai", Level.MIND, f"{host}, không tin máy trung gian nào.", todo=todo
        )
    return good("base_url", "Địa chỉ công khai", f"{host}, sau {chosen.proxy_hops} máy trung gian.")


def secrets() -> Line:
    """May anybody else on this machine read what must stay here?"""
    home = settings.get().portal_home
    open_ = [name for name in SECRET if (home / name).exists() and _is_open(home / name)]
    if open_:
        todo = f"Chạy: chmod 600 {' '.join(str(home / name) for name in open_)}"
        return Line("secrets", "Tệp bí mật", Level.ACT, f"Người khác đọc được {', '.join(open_)}.", todo=todo)
    return good("secrets", "Tệp bí mật", "Chỉ tài khoản chạy hệ thống đọc được.")


def _is_open(file: Path) -> bool:
    return bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH))


def home() -> Line:
    """Can we write where everything of ours lives?"""
    place = settings.get().portal_home
    trial = place / f".doctor-{os.getpid()}"
    try:
        trial.write_bytes(b"?")
        trial.unlink()
    except OSError as error:
        todo = f"Cho tài khoản chạy hệ thống quyền ghi {place}, hoặc trỏ PORTAL_HOME đến nơi ghi được."
        said = f"Không ghi được vào {place} ({error.strerror})."
        return Line("home", "Thư mục dữ liệu", Level.ACT, said, todo=todo)
    return good("home", "Thư mục dữ liệu", f"Ghi được vào {place}.")


def disk() -> Line:
    """Is there room for what comes: pictures, papers, the journal of tokens, the database beside it?"""
    home = settings.get().portal_home
    there = next(place for place in (home, *home.parents) if place.exists())
    free = shutil.disk_usage(there).free
    level = Level.ACT if free < LEAST_FREE else Level.MIND if free < SCARCE_FREE else Level.GOOD
    todo = (
        "" if level is Level.GOOD else "Dọn ổ đĩa hoặc thêm chỗ; đầy ổ thì ảnh và mã Zalo không ghi lại được."
    )
    said = f"Còn {free / GIB:.1f} GB trống.".replace(".", ",", 1)
    return Line("disk", "Chỗ trống trên đĩa", level, said, todo=todo, value=float(free))


def time_zone() -> Line:
    """Does this machine know Vietnam's time?"""
    try:
        found = dt.datetime(2026, 1, 1, tzinfo=ZoneInfo(clock.VIETNAM.key)).utcoffset()
    except ZoneInfoNotFoundError:
        found = None
    if found != dt.timedelta(hours=7):
        todo = "Cài gói tzdata (apt-get install tzdata), rồi khởi động lại."
        return Line("time_zone", "Múi giờ", Level.ACT, "Máy không biết giờ Việt Nam.", todo=todo)
    return good("time_zone", "Múi giờ", "Giờ Việt Nam là UTC+7.")


def fonts() -> Line:
    """Are the typefaces of papers there, byte for byte?"""
    wrong = list(_wrong_files(ROOT / "fonts"))
    if wrong:
        todo = "Lấy lại thư mục fonts từ bản phát hành (git checkout fonts)."
        return Line(
            "fonts", "Phông chữ của giấy tờ", Level.ACT, f"Thiếu hoặc hỏng: {', '.join(wrong)}.", todo=todo
        )
    return good("fonts", "Phông chữ của giấy tờ", "Đủ và nguyên vẹn.")


def _wrong_files(folder: Path) -> Iterator[str]:
    for told in json.loads((folder / "vendor.json").read_bytes()):
        file = folder / told["file"]
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != told["sha256"]:
            yield str(told["file"])


def confined() -> Line:
    """Can pictures be read and written in every kind we give out?"""
    missing = [name for name in ("jpg", "webp") if not features.check(name)]
    if not missing:
        made = io.BytesIO()
        Image.new("RGB", (8, 8), "white").save(made, "WEBP")
    if missing:
        todo = "Cài lại gói Pillow từ base.lock (xóa .venv, chạy lại ./run)."
        return Line("pictures", "Đọc và ghi ảnh", Level.ACT, f"Thiếu {', '.join(missing)}.", todo=todo)
    return good("pictures", "Đọc và ghi ảnh", "JPEG và WebP dùng được.")
