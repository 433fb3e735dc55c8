"""What the shelves of the Information tab are called."""

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.news.models import Category

NAMES = {
    Category.NEWS: _l("Tin tức"),
    Category.PROCEDURES: _l("Thủ tục mới"),
    Category.POWER: _l("Cắt điện"),
    Category.EVENTS: _l("Sự kiện"),
    Category.WARNING: _l("Cảnh báo"),
}


def said(category: Category) -> str:
    """The shelf's name in Vietnamese, whatever the page's language."""
    with force_locale("vi"):
        return str(NAMES[category])
