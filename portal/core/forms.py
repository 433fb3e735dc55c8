"""What people type: the base of WTForms forms, their Vietnamese complaints and filters."""

from typing import Any

from wtforms import Form as PlainForm
from wtforms.meta import DefaultMeta

from portal.core.language import said as _said
from portal.core.search import tidy

_WORDS = {
    "This field is required.": "Xin nhập mục này.",
    "Not a valid choice.": "Lựa chọn này không có trong danh sách.",
    "Not a valid choice": "Lựa chọn này không có trong danh sách.",
    "Invalid input.": "Nội dung chưa đúng.",
    "Not a valid integer value.": "Xin nhập một số.",
    "Not a valid date value.": "Xin nhập ngày theo dạng ngày/tháng/năm.",
}


class _Ours:
    """WTForms' own complaints in the language of the page; ours are written in Vietnamese already."""

    def gettext(self, told: str) -> str:
        return _said(_WORDS.get(told, told))

    def ngettext(self, one: str, many: str, n: int) -> str:
        if "at least" in one:
            return _said("Xin nhập ít nhất %(min)d ký tự.")
        if "longer than" in one:
            return _said("Xin nhập nhiều nhất %(max)d ký tự.")
        return one if n == 1 else many


class Form(PlainForm):
    """A form of a page. The token against forged requests is checked by core/web.py, not here."""

    class Meta(DefaultMeta):
        def get_translations(self, form: Any) -> Any:
            return _Ours()

    @property
    def complaints(self) -> dict[str, list[str]]:
        """Field name -> what is wrong with it, every complaint at once."""
        return {name: [str(e) for e in errors] for name, errors in self.errors.items() if name}


def tidied(value: str | None) -> str | None:
    """Filter: NFC, no unseen signs, single spaces."""
    return tidy(value) if isinstance(value, str) else value
