"""What stands behind names: found by its own words, never by a few of them met by chance."""

from portal.core.finding.asking import Reader
from portal.core.finding.bodies import Bodies
from portal.core.finding.dictionary import Dictionary
from portal.core.finding.lexicon import Lexicon
from portal.core.search import fold, fold_long

TEXTS = [
    ("birth", ["Giấy chứng sinh", "Biên bản về trẻ bị bỏ rơi", "Ủy ban nhân dân cấp xã"], 0.0),
    ("death", ["Giấy báo tử", "Giấy tờ chứng minh nơi cư trú cuối cùng"], 0.0),
    ("court", ["Sở Tư pháp", "Quyết định của Tòa án; giấy tờ về việc sinh"], 0.0),
]
READER = Reader(Lexicon([fold(one).split() for _, many, _ in TEXTS for one in many]), Dictionary())


def found(question: str, texts: Bodies | None = None) -> list[str]:
    return [hit.key for hit in (texts or Bodies(TEXTS)).find(READER.read(question))]


def test_a_paper_leads_to_what_asks_for_it_and_chance_to_nothing() -> None:
    asked = {
        "giấy chứng sinh": ["birth"],
        "GIAY CHUNG SINH": ["birth"],
        "bie\u0302n ba\u0309n tre\u0309 bi\u0323 bo\u0309 ro\u031bi": ["birth"],
        "sở tư pháp": ["court"],
        "tử giấy sinh": [],  # words of several papers, of none in their order
        "giấy": [],  # one word tells nothing
        "giấy phép bay": [],
        "": [],
    }
    assert {question: found(question) for question in asked} == asked


def test_a_pair_of_words_never_reaches_from_one_passage_into_the_next() -> None:
    parted, whole = ("parted", ["giấy khai", "sinh con"], 0.0), ("whole", ["giấy khai sinh con"], 0.0)
    hits = Bodies([parted, whole]).find(READER.read("khai sinh"))
    assert [hit.key for hit in hits] == ["whole"]


def test_a_filter_holds_and_the_preferred_one_comes_first() -> None:
    texts = Bodies([("a", ["Giấy chứng sinh"], 0.0), ("b", ["Giấy chứng sinh"], 2.0)])
    assert found("giấy chứng sinh", texts) == ["b", "a"]
    only = texts.find(READER.read("giấy chứng sinh"), lambda key: key == "a")
    assert [hit.key for hit in only] == ["a"]


def test_a_long_text_folds_as_a_short_one_does() -> None:
    text = "Thuỷ, THU\u0309Y; ho\u0300a \u00d0ường\u200b \u0131 ð — “Số 12/TT”\u00a0ẠẼ ơ\u0301 ÿ"
    assert fold_long(text) == fold(text)


def test_a_text_answers_what_speaks_of_other_things_only_with_its_words() -> None:
    words = Dictionary.of({}, elsewhere=["thời tiết"])
    reader = Reader(Lexicon([("giay", "chung", "sinh", "thoi", "tiet")], frozenset()), words)
    told = Bodies([("a", ["Giấy chứng sinh"], 0.0), ("b", ["Giấy chứng sinh ngày thời tiết xấu"], 0.0)])
    assert [hit.key for hit in told.find(reader.read("giấy chứng sinh thời tiết"))] == ["b"]
