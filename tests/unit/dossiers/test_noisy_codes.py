"""Three hundred codes as tired fingers send them: the right dossier, an offer of it, or a hint."""

import random
from collections import Counter
from collections.abc import Callable

from portal.dossiers.codes import read

ASKED = 300
TRUE = (
    "000.00.53.H48-220921-0099",
    "H44.12-200715-0012",
    "H15.50.05.13-261008-0975",
    "G09.20-20260609-0092637",
    "H48-220921-0099",
    "H56.31.22-260703-0104",
)
SENTENCES = (
    "Anh chị cho em hỏi hồ sơ {} tới đâu rồi ạ",
    "hs {} xong chưa?",
    "Mã hồ sơ: {}. Nộp ngày 12/6, điện thoại 0912345678",
    "({})",
    "https://dvc.example/portaldvc/tra-cuu?SGT=079088001234&MHS={}",
    "Biên nhận\n{}\nHẹn trả 20/7",
)
Noise = Callable[[str, random.Random], str]


def _spaced(code: str, chance: random.Random) -> str:
    at = chance.choice([place for place, sign in enumerate(code) if sign in ".-"])
    return f"{code[:at]} {code[at]} {code[at + 1 :]}"


def _swap(old: str, new: str) -> Noise:
    return lambda code, chance: code.replace(old, new)


def _without_a_dash(code: str, chance: random.Random) -> str:
    at = chance.choice([place for place, sign in enumerate(code) if sign == "-"])
    return code[:at] + code[at + 1 :]


def _in_a_sentence(code: str, chance: random.Random) -> str:
    return chance.choice(SENTENCES).format(code)


def _of_no_year(code: str, chance: random.Random) -> str:
    """A year that cannot be: nobody may be guessed from it."""
    head, day, number = code.rsplit("-", 2)
    return f"{head}-{'2099' + day[4:] if len(day) == 8 else '99' + day[2:]}-{number}"


NOISES: dict[str, Noise] = {
    "spaces": _spaced,
    "no dash": _without_a_dash,
    "no dashes": _swap("-", ""),
    "spaces for dashes": _swap("-", " "),
    "dots for dashes": _swap("-", "."),
    "slashes": _swap("-", "/"),
    "long dashes": _swap("-", "–"),
    "O for 0": _swap("0", "O"),
    "o for 0": _swap("0", "o"),
    "small": lambda code, chance: code.lower(),
    "sentence": _in_a_sentence,
    "wrong year": _of_no_year,
}


def test_three_hundred_noisy_codes_lead_to_the_right_dossier_or_to_none() -> None:
    chance = random.Random(6)
    told: Counter[str] = Counter()
    for number in range(ASKED):
        code = TRUE[number % len(TRUE)]
        name, noise = list(NOISES.items())[number // len(TRUE) % len(NOISES)]
        typed = noise(code, chance)
        if number >= ASKED // 2 and name not in {"sentence", "wrong year"}:
            typed = _in_a_sentence(typed, chance)
        found = read(typed)
        assert found.codes in {(), (code,)}, (name, typed, found)
        if name == "wrong year":
            assert (found.kind, found.codes, found.near) == ("day", (), ()), (typed, found)
            continue
        told["right" if found.codes else "offered" if code in found.near else "hint"] += 1
        if found.near:
            assert code in found.near, (name, typed, found)
    assert told["right"] + told["offered"] >= 0.97 * sum(told.values()), told
    assert told["right"] >= 0.3 * sum(told.values()), told
