"""Passwords that somebody who knows the house would guess: common ones, local words, runs of keys, years."""

from portal.core import settings
from portal.core.search import fold

HARD = 8.5  # powers of ten of guesses; our sign-in lets through about two hundred a day
MOST = 72  # signs that are looked at: what is longer is judged by its beginning
LOCAL = (
    *("matkhau", "mat khau", "password", "vietnam", "zalo", "admin", "quantri", "canbo"),
    *("congan", "congchuc", "motcua", "hanhchinh", "hanhchinhcong", "dichvucong", "ubnd"),
    *("uyban", "phuong", "tinh", "lanhdao", "bientap", "duyetdang", "hotro", "hoso"),
    *("anhyeuem", "emyeuanh", "giadinh", "hanoi", "saigon"),
)
WHY = "Mật khẩu này dễ đoán: xin ghép vài từ không liên quan tới nhau."


def is_easy(password: str) -> bool:
    """Is it guessed within three hundred million tries by who knows the province and how offices speak?"""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists are for who sets a password alone

    here = fold(settings.get().province_name).removeprefix("tinh ").removeprefix("thanh pho ")
    told = zxcvbn(password[:MOST], user_inputs=[*LOCAL, here, here.replace(" ", "")])
    return float(told["guesses_log10"]) < HARD
