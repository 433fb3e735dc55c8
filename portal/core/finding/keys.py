"""Raw Telex and VNI keys that no typing engine turned into letters: `thur tucj`, `ho62 so7`."""

import re
import unicodedata

_TELEX_TONE = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONE = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX = (
    ("dd", "đ"),
    ("aa", "â"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("aw", "ă"),
    ("ow", "ơ"),
    ("uw", "ư"),
    ("w", "ư"),
)
_VNI_LETTER = {
    "6": {"a": "â", "e": "ê", "o": "ô"},
    "7": {"o": "ơ", "u": "ư"},
    "8": {"a": "ă"},
    "9": {"d": "đ"},
}
_VOWELS = "aăâeêioôơuưy"
_SYLLABLE = re.compile(r"[bcdđghklmnpqrstvx]{0,3}[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?")
MOST_KEYS = 11  # "nghieengs" has nine, "truwowngf" as many


def read(token: str) -> str | None:
    """The syllable that these keys spell, with its marks; None when they spell none. Takes lower case."""
    if len(token) > MOST_KEYS or not token.isascii():
        return None
    if any(sign.isdigit() for sign in token):
        return _vni(token)
    return _telex(token)


def _telex(token: str) -> str | None:
    """Tone keys stand anywhere after the vowel; letters are doubled or get a w."""
    tone, kept = "", ""
    for sign in token:
        is_after_vowel = any(letter in _VOWELS for letter in kept)
        if sign in _TELEX_TONE and is_after_vowel:
            tone = _TELEX_TONE[sign]
        else:
            kept += sign
    kept = _far_double(kept).replace("uow", "ươ").replace("uwow", "ươ").replace("uwo", "ươ")
    for keys, letter in _TELEX:
        kept = kept.replace(keys, letter)
    return _spelt(kept, tone) if tone or kept != token else None


def _far_double(word: str) -> str:
    """`dungdd`, `thanhf` and `hieneh`: the second of a pair may be typed at the syllable's end."""
    if word.startswith("d") and not word.startswith("dd") and word.endswith("d"):
        return "d" + word[:-1]
    for vowel in "aeo":
        if word.endswith(vowel) and word.count(vowel) == 2 and vowel * 2 not in word:
            return word[:-1].replace(vowel, vowel * 2)
    return word


def _vni(token: str) -> str | None:
    """Digits stand behind their letter or at the end."""
    tone, kept = "", ""
    for sign in token:
        if sign in _VNI_TONE:
            tone = _VNI_TONE[sign]
        elif sign in _VNI_LETTER:
            changed = _with_letter(kept, _VNI_LETTER[sign])
            if changed is None:
                return None
            kept = changed
        elif sign.isdigit():
            return None
        else:
            kept += sign
    return _spelt(kept, tone) if kept and not kept.isdigit() else None


def _with_letter(kept: str, letters: dict[str, str]) -> str | None:
    if set(letters) == {"o", "u"} and "uo" in kept:
        return kept.replace("uo", "ươ")
    for place in range(len(kept) - 1, -1, -1):
        if kept[place] in letters:
            return kept[:place] + letters[kept[place]] + kept[place + 1 :]
    return None


def _spelt(plain: str, tone: str) -> str | None:
    """The letters with their tone on a vowel, if they are built like a Vietnamese syllable."""
    if not _SYLLABLE.fullmatch(plain):
        return None
    if not tone:
        return plain
    vowels = [place for place, letter in enumerate(plain) if letter in _VOWELS]
    hatted = [place for place in vowels if plain[place] not in "aeiouy"]
    place = (hatted or vowels)[-1] if hatted or len(vowels) == 1 else vowels[_tone_place(plain, vowels)]
    return unicodedata.normalize("NFC", plain[: place + 1] + tone + plain[place + 1 :])


def _tone_place(plain: str, vowels: list[int]) -> int:
    """The vowel before the last where they end the syllable, else the last; `gi`, `qu` begin it."""
    first = 1 if plain[:2] in {"gi", "qu"} and len(vowels) > 1 else 0
    rest = len(vowels) - first
    if rest == 1:
        return first
    return first + (1 if rest == 3 or vowels[-1] != len(plain) - 1 else 0)
