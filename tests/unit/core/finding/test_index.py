"""What an index of names finds, and in which order."""

import pytest

from portal.core.finding.dictionary import Dictionary
from portal.core.finding.index import Entry, Index

NAMES = {
    "birth": ("Đăng ký khai sinh", "làm giấy khai sinh"),
    "birth-again": ("Đăng ký lại khai sinh",),
    "marriage": ("Đăng ký kết hôn",),
    "road": ("Cấp phép thi công đường bộ",),
    "sun": ("Cấp phép dương lịch",),
    "card": ("Cấp thẻ căn cước",),
    "card-again": ("Cấp lại thẻ căn cước",),
    "residence": ("Đăng ký thường trú",),
    "land": ("Cấp giấy chứng nhận quyền sử dụng đất",),
    "map": ("Cung cấp sơ đồ thửa đất",),
    "water": ("Nuôi trồng thủy sản lồng bè",),
    "stay": ("Khai báo tạm vắng",),
}
DICTIONARY = Dictionary.of(
    {"cccd": ["căn cước"], "sổ đỏ": ["giấy chứng nhận quyền sử dụng đất"]},
    quiet=["cần", "làm", "thủ tục", "tôi", "vâng"],
    soft=["muốn"],
    elsewhere=["thời tiết", "trang phục", "cây"],
)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index((Entry(key, names) for key, names in NAMES.items()), DICTIONARY)


def found(index: Index, question: str, *, is_typing: bool = False) -> list[str]:
    return [hit.key for hit in index.find(index.reader.read(question, is_typing=is_typing))]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("đăng ký khai sinh", "birth"),
        ("DANG KY KHAI SINH", "birth"),
        ("thủ tục đăng ký lại khai sinh", "birth-again"),
        ("đăng ký khai sihn", "birth"),
        ("dang ky khaisinh", "birth"),
        ("ddawng kys keets hoon", "marriage"),
        ("dang8 ky1 ket61 hon6", "marriage"),
        ("đăng ký thường chú", "residence"),
        ("cccd", "card"),
        ("làm lại căn cước", "card-again"),
        ("tôi cần căn cước", "card"),
        ("can cuoc", "card"),
        ("sổ đỏ", "land"),
        ("sơ đồ", "map"),
        ("nuôi trồng thuỷ sản", "water"),
        ("tam vang", "stay"),
    ],
)
def test_what_is_meant_comes_first(index: Index, question: str, first: str) -> None:
    assert found(index, question)[:1] == [first]


def test_marks_decide_only_where_they_are_typed(index: Index) -> None:
    assert found(index, "đường")[0] == "road"
    assert found(index, "dương")[0] == "sun"
    assert set(found(index, "duong")) == {"road", "sun"}


@pytest.mark.parametrize("question", ["", "🙂", "tôi cần", "bóng đá", "xyz", "̣́", "a" * 9000, "%_'\"\\"])
def test_nothing_rather_than_a_wrong_guess(index: Index, question: str) -> None:
    assert found(index, question) == []


def test_while_typing_the_last_word_may_go_on(index: Index) -> None:
    assert found(index, "đăng ký kh", is_typing=True)[0] in {"birth", "birth-again"}
    assert found(index, "đăng ký kh") != []  # the other words still say something
    assert found(index, "thuo", is_typing=True) == ["residence"]


def test_the_first_letters_of_what_always_stands_together_stand_for_it() -> None:
    coops = [Entry(f"coop-{act}", (f"{act} hợp tác xã",)) for act in ("Thành lập", "Sáp nhập", "Giải thể")]
    others = [Entry("tax", ("Hoàn thuế xe",)), Entry("seal", ("Khắc dấu",))]
    index = Index([*coops, *others], Dictionary())
    assert found(index, "giải thể htx")[0] == "coop-Giải thể"
    assert set(found(index, "HTX")) == {entry.key for entry in coops}  # mostly these words, by far
    assert [found(index, text) for text in ("kd", "htxx", "hxt", "hoptx")] == [[], [], [], []]


def test_a_word_of_its_own_is_no_slip_for_another() -> None:
    names = ("Đăng ký nhận con", "Ghi nhãn hàng", "Khắc hiệu", "Cấp phép")
    index = Index([Entry(name, (name,)) for name in names], Dictionary())
    asked = {text: index.find(index.reader.read(text))[0] for text in ("đăng ký nhãn", "đăng ký nhẫn")}
    assert asked["đăng ký nhãn"].covered < asked["đăng ký nhẫn"].covered < 1  # "nhẫn" stands nowhere here


def test_a_name_that_is_preferred_wins_among_equals() -> None:
    twins = [Entry("a", ("Cấp thẻ",)), Entry("b", ("Cấp thẻ",), boost=0.5)]
    index = Index(twins, Dictionary())
    assert found(index, "cấp thẻ") == ["b", "a"]


def test_only_what_is_allowed_is_found(index: Index) -> None:
    asked = index.reader.read("đăng ký")
    keys = [hit.key for hit in index.find(asked, lambda key: key.startswith("birth"))]
    assert sorted(keys) == ["birth", "birth-again"]


def test_how_much_of_a_question_was_found_is_told(index: Index) -> None:
    whole, part = (index.find(index.reader.read(q))[0] for q in ("kết hôn", "kết hôn zzzzz"))
    assert whole.covered == pytest.approx(1.0)
    assert part.covered < 1.0


def test_an_empty_index_finds_nothing() -> None:
    empty = Index((), Dictionary())
    assert len(empty) == 0
    assert found(empty, "khai sinh") == []


def test_what_speaks_of_other_things_finds_only_what_has_its_words(index: Index) -> None:
    assert found(index, "thời tiết đăng ký kết hôn") == []
    assert found(index, "thoi tiet ket hon") == []
    assert found(index, "thời tiệt kết hôn") == ["marriage"]  # written otherwise it is another word
    long = "trời thời tiết xấu thế này tôi muốn đăng ký kết hôn"
    assert found(index, long) == ["marriage"]  # a long question names other things, too
    other = Index([Entry("tree", ("Chặt hạ cây xanh",)), Entry("road", ("Chặt hạ lề đường",))], DICTIONARY)
    assert found(other, "chặt hạ cây") == ["tree"]
