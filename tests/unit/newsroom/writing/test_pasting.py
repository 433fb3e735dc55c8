# ruff: noqa: E501 - clipboards write long lines
"""Twenty papers out of five word processors keep what gives them shape, and nothing of what dressed them."""

from portal.core import sanitize
from portal.newsroom.writing.pasting import tidied
from tests.papers import papers
from tests.word import HEAD, outline

MACROS = (
    HEAD
    + "<script language=VBScript>Sub AutoOpen() : Shell(1) : End Sub</script><object classid='clsid:1'><param name=a></object>"
    "<![if !vml]><img src='file:///C:/Users/a/1.png' v:shapes='x'><![endif]><o:OLEObject Type='Embed' ProgID='Word.DocumentMacroEnabled.12'/>"
    "<p class=MsoNormal onmouseover='a()'>Đọc <a href='macro:Chay'>tại đây</a><o:p></o:p></p></body></html>"
)


def test_every_paper_keeps_its_headings_lists_and_tables() -> None:
    told = papers()
    assert len(told) == 20
    for name, raw, wanted in told:
        out = sanitize.clean(tidied(raw))
        assert outline(out) == wanted, name
        assert not any(
            sign in out.lower() for sign in ("style=", "class=", "mso", "<o:", "&nbsp;", "<span")
        ), name
        assert sanitize.clean(tidied(out)) == out, f"{name}: a second time changes nothing"


def test_a_paper_with_macros_leaves_only_its_words() -> None:
    assert sanitize.clean(tidied(MACROS)) == "<p>Đọc tại đây</p>"


def test_bold_that_is_no_bold_and_bold_by_style() -> None:
    raw = '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">Chú ý</span> đọc kỹ</p></b>'
    assert tidied(raw) == "<p><strong>Chú ý</strong> đọc kỹ</p>"


def test_what_our_editor_wrote_is_not_touched() -> None:
    text = (
        "<h2>Giờ làm việc</h2><ul><li><p>Sáng</p></li></ul><p>Điều 1. <strong>Không</strong> phải đề mục</p>"
    )
    assert tidied(text) == text
