"""Two texts out of one: what one changed is taken, what both changed is kept twice until somebody chooses."""

from portal.newsroom.writing.merging import Choice, Who, merged, parts

BASE = "<h2>Giờ</h2><p>Sáng 7 giờ</p><p>Chiều 13 giờ</p><ul><li>A</li></ul><p>Hết</p>"


def test_changes_in_different_places_are_all_taken() -> None:
    mine = BASE.replace("Sáng 7 giờ", "Sáng 7 giờ 30").replace("<p>Hết</p>", "<p>Hết</p><p>Thêm</p>")
    theirs = BASE.replace("<li>A</li>", "<li>A</li><li>B</li>")
    told = parts(BASE, mine, theirs)
    assert [part.who for part in told if part.who is not Who.NOBODY] == [Who.ME, Who.THEM, Who.ME]
    added = "<li>B</li></ul><p>Hết</p><p>Thêm</p>"
    assert merged(told) == f"<h2>Giờ</h2><p>Sáng 7 giờ 30</p><p>Chiều 13 giờ</p><ul><li>A</li>{added}"


def test_what_both_changed_is_kept_twice_unless_somebody_chooses() -> None:
    mine, theirs = BASE.replace("7 giờ", "8 giờ"), BASE.replace("7 giờ", "9 giờ")
    told = parts(BASE, mine, theirs)
    clash = next(n for n, part in enumerate(told) if part.who is Who.BOTH)
    assert "8 giờ" in merged(told)
    assert "9 giờ" in merged(told)
    assert merged(told, {clash: Choice.MINE}) == mine
    assert merged(told, {clash: Choice.THEIRS}) == theirs


def test_taking_a_block_away_is_a_change_too() -> None:
    mine = BASE.replace("<p>Chiều 13 giờ</p>", "")
    assert merged(parts(BASE, mine, BASE)) == mine
    assert merged(parts(BASE, BASE, mine)) == mine
    both = parts(BASE, mine, BASE.replace("Chiều 13", "Chiều 14"))
    assert "Chiều 14 giờ" in merged(both), "who rewrote it does not lose it"


def test_any_two_texts_without_a_common_one_lose_no_block() -> None:
    for mine, theirs in (("", BASE), (BASE, ""), ("<p>X</p>", BASE), (BASE, BASE), ("chữ <b>rời</b>", BASE)):
        out = merged(parts("", mine, theirs))
        for text in (mine, theirs):
            assert all(block in out for block in text.replace("><", ">\n<").splitlines())
