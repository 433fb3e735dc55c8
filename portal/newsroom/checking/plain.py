"""Whether an article is plain Vietnamese: short sentences, no riddles, who, when and whom to call; pure.

Measured on tests/notices.py: faults put into 50 notices on purpose, and the same notices without them.
"""

import re
from collections.abc import Iterator

from portal.core.search import fold
from portal.newsroom.checking.findings import Fault, Finding, about
from portal.newsroom.writing.tree import Element

LONGEST_SENTENCE = 45  # Vietnamese words as written, one syllable each: about 25 words of thought
KNOWN = frozenset(
    (  # noqa: SIM905 - a list of words reads better so
        "QR SMS PDF TP TX TT VN PC USB GPS HIV AIDS TV ATM CMND CCCD WIFI WC COVID VIP MC DN LED "
        "FM OTP PIN IP OA VND USD KM KG HA CM MM NXB AM PM "
    ).split()
)
_END = re.compile(r"(?<=[.!?…;])\s+(?=[A-ZĐÀ-Ỹ0-9“\"(])|\n+")
_SHORT = re.compile(r"(?<![\w/.-])([A-ZĐ]{2,8}(?:-[A-ZĐ]{2,6})?)(?![\w/-])")
_ROMAN = re.compile(r"^[IVXLCDM]+$")
_NUMBER = re.compile(r"\S*\d+/\S+|\b\d+-[A-ZĐ]{2}\S*")
_BIG = "[A-ZĐÀ-Ỹ]"
# Words that begin an office's name; general ones only before a name: “Hội chợ”, “Phòng chống” are none.
_OFFICE = re.compile(
    rf"""\b(?:UBND|HĐND|Ủy\s+ban|Uỷ\s+ban|Hội\s+đồng|Trung\s+tâm|Công\s+an|Điện\s+lực|Trạm\s+[Yy]|Chi\s+cục|
    Chi\s+nhánh|Công\s+ty|Bộ\s+phận|Bưu\s+điện|Bảo\s+hiểm\s+xã\s+hội|Tòa\s+án|Văn\s+phòng|Xí\s+nghiệp|Kho\s+bạc|
    Ngân\s+hàng|(?:Sở|Phòng|Cục|Ban|Hội|Đoàn|Đội|Viện)[ ]{_BIG})""",
    re.VERBOSE,
)
# Houses that speak for themselves, but are only where something happens behind “ở”, “tại”, “qua”, “ấp”.
_HOUSE = re.compile(
    rf"""\b(?:(?i:bệnh\s+viện|thư\s+viện|bảo\s+tàng|nhà\s+văn\s+hóa|nhà\s+hát)\b|
    [Tt]rường[ ](?:{_BIG}|mầm\s|mẫu\s|tiểu\s|trung\s|phổ\s|cao\s|đại\s))""",
    re.VERBOSE,
)
_AT = re.compile(
    r"""(?:\b(?:ở|tại|qua|trước|sau|cạnh|gần|quanh|đối\s+diện|khu\s+vực|đến|từ|ấp|khu\s+phố|xã|phường|đường|chợ|cầu)
    (?:\s+cổng)?|:)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_HOURS = re.compile(r"\b\d{1,2}\s*(?:giờ|h\d{0,2}\b|g\d{2}\b|:\d{2})", re.IGNORECASE)
_DATE = re.compile(
    r"\b\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{2,4})?\b|\bngày\s+\d{1,2}(?:\s+tháng)?", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?:\+84|\b0)(?:[\s.()-]*\d){8,10}\b|\b1[89]00[\s.]?\d{2,4}(?:[\s.]?\d{2})?\b"
    r"|(?:gọi|tổng đài|đường dây nóng|số)\s+(?:ngay\s+)?(?:số\s+)?1\d{2,4}\b",
    re.IGNORECASE,
)


def faults(root: Element, title: str, *, needs: frozenset[Fault] = frozenset()) -> Iterator[Finding]:
    """Every fault of words; `needs` are the facts that an item of its kind must tell."""
    lines = list(_lines(root))
    for line in lines:
        for sentence in _END.split(line):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield about(Fault.SENTENCE_LONG, sentence)
    yield from short_forms(title, lines)
    yield from _missing("\n".join([title, *lines]), needs)


def _lines(root: Element) -> Iterator[str]:
    """The words of each paragraph, item, heading and cell."""
    for node in root.all("p", "li", "h2", "h3", "h4", "td", "th", "figcaption"):
        if not node.holds("p", "li"):
            yield " ".join(node.text().split())
    loose = " ".join(" ".join(one for one in root.children if isinstance(one, str)).split())
    if loose:
        yield loose


def short_forms(title: str, lines: list[str]) -> Iterator[Finding]:
    """Short forms nowhere explained: “Bảo hiểm xã hội (BHXH)”, “BHXH (bảo hiểm xã hội)”, “BHXH là …”."""
    whole, told = "\n".join([title, *lines]), set()
    for line in [title, *lines]:
        for found in _SHORT.finditer(_NUMBER.sub(" ", line)):
            form = found[1]
            if form in told or form in KNOWN or _ROMAN.match(form) or _is_shouted(line, form):
                continue
            told.add(form)
            if not _is_explained(whole, form):
                yield about(Fault.SHORT_FORM, form)


def _is_explained(whole: str, form: str) -> bool:
    quoted = re.escape(form)
    if re.search(rf"\(\s*(?:viết tắt là |gọi tắt là |sau đây gọi là )?[“\"]?{quoted}[”\"]?\s*\)", whole):
        return True
    if re.search(rf"\b{quoted}\s*(?:\((?=[^)]*\s)|là\s|:\s)", whole):
        return True
    spelt = r"\s+".join(rf"{letter}\w*" for letter in fold(form) if letter.isalpha())
    return bool(re.search(rf"\b{spelt}\b", fold(re.sub(rf"\b{quoted}\b", " ", whole))))


def _is_shouted(line: str, form: str) -> bool:
    """Part of a line in capitals: a title, not a short form."""
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 1]
    return len(words) > 2 and sum(word.isupper() for word in words) / len(words) > 0.6 and form in words


def _missing(whole: str, needs: frozenset[Fault]) -> Iterator[Finding]:
    if Fault.NO_OFFICE in needs and not _names_office(whole):
        yield about(Fault.NO_OFFICE)
    for fault, said in (
        (Fault.NO_HOURS, _HOURS),
        (Fault.NO_DATE, _DATE),
        (Fault.NO_PHONE, _PHONE),
    ):
        if fault in needs and not said.search(whole):
            yield about(fault)


def _names_office(whole: str) -> bool:
    """Whether somebody is named who speaks or decides, not only a house where something happens."""
    if _OFFICE.search(whole):
        return True
    return any(not _AT.search(whole[: hit.start()]) for hit in _HOUSE.finditer(whole))
