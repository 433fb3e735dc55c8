"""What an editor types: a new item, its text with all that goes with it, times, reasons."""

import datetime as dt
import re
from typing import Any

from wtforms import BooleanField, DateField, DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from portal.core import clock
from portal.core.forms import Form, tidied
from portal.core.sanitize import LONGEST
from portal.core.search import fold, tidy
from portal.news.models import Category, Kind
from portal.newsroom.attaching_forms import PapersForm

MOST_NAMED = 30  # topics, communes or procedures of one item

KINDS = {
    Kind.ANNOUNCEMENT: "Thông báo",
    Kind.ALERT: "Cảnh báo khẩn",
    Kind.EVENT: "Sự kiện",
    Kind.POLICY: "Tóm tắt chính sách",
    Kind.GUIDE: "Hướng dẫn",
    Kind.QUESTION: "Hỏi đáp",
    Kind.PAGE: "Trang giới thiệu, quy định",
    Kind.HOTLINE: "Đường dây nóng",
    Kind.CENTRE: "Trung tâm, giờ làm việc",
}
CATEGORIES = {
    Category.NEWS: "Tin tức",
    Category.PROCEDURES: "Thủ tục mới",
    Category.POWER: "Cắt điện",
    Category.EVENTS: "Sự kiện",
    Category.WARNING: "Cảnh báo",
}
LEVELS = {"warning": "Lưu ý (vàng)", "danger": "Nguy hiểm (đỏ)"}

DETAILS = {
    "number": "Số, ký hiệu văn bản",
    "date": "Ngày ban hành",
    "signer": "Người ký",
    "starts_at": "Bắt đầu",
    "ends_at": "Kết thúc",
    "place": "Địa điểm",
    "phone": "Điện thoại",
    "hours": "Giờ làm việc",
    "address": "Địa chỉ",
}
ASKED: dict[Kind, tuple[str, ...]] = {  # what each kind is asked for
    Kind.EVENT: ("starts_at", "ends_at", "place", "phone"),
    Kind.POLICY: ("number", "date", "signer"),
    Kind.HOTLINE: ("phone", "hours"),
    Kind.CENTRE: ("address", "phone", "hours"),
}
NEEDED: dict[Kind, tuple[str, ...]] = {  # and what it cannot do without
    Kind.EVENT: ("starts_at", "place"),
    Kind.POLICY: ("number", "date"),
    Kind.HOTLINE: ("phone",),
    Kind.CENTRE: ("address", "hours"),
}
UNSHELVED = frozenset({Kind.PAGE, Kind.HOTLINE, Kind.CENTRE})  # kinds that stand on no shelf


def _choices(words: dict[Any, str], first: str | None = None) -> list[SelectChoice]:
    told = [SelectChoice(one.value if hasattr(one, "value") else one, said) for one, said in words.items()]
    return [SelectChoice("", first), *told] if first else told


def moment(field: DateTimeLocalField) -> dt.datetime | None:
    """What was typed on a Vietnamese clock, as a moment."""
    typed: dt.datetime | None = field.data
    return typed.replace(tzinfo=clock.VIETNAM).astimezone(dt.UTC) if typed else None


def typed(at: dt.datetime | None) -> dt.datetime | None:
    """A moment as the form shows it: on a Vietnamese clock, without a zone."""
    return clock.local(at).replace(tzinfo=None) if at else None


def dates(details: dict[str, Any]) -> dict[str, Any]:
    """Days and moments of a text's details, as the form shows them."""
    told: dict[str, Any] = {}
    if details.get("date"):
        told["date"] = dt.date.fromisoformat(details["date"])
    for name in ("starts_at", "ends_at"):
        if details.get(name):
            told[name] = typed(dt.datetime.fromisoformat(details[name]))
    return told


def named(text: str | None) -> list[str]:
    """What is listed in a line, parted by commas or semicolons, each once."""
    told = [tidy(one) for one in re.split(r"[,;\n]", text or "")]
    return list(dict.fromkeys(one for one in told if one))


def _few(form: Any, field: Any) -> None:
    if len(named(field.data)) > MOST_NAMED:
        raise ValidationError("Xin nhập nhiều nhất 30 mục.")


class NewForm(Form):
    """A new item: what it is and for whom it speaks."""

    kind = SelectField("Loại bài", choices=_choices(KINDS))
    title = StringField("Tiêu đề", [InputRequired(), Length(max=200)], filters=[tidied])
    office = SelectField("Thay mặt", [Optional()], validate_choice=False)


class TextForm(PapersForm):
    """One text with all that goes with it; what the kind does not ask for is not shown."""

    title = StringField("Tiêu đề", [InputRequired(), Length(max=200)], filters=[tidied])
    summary = TextAreaField("Tóm tắt", [InputRequired(), Length(max=500)], filters=[tidied])
    body = TextAreaField("Nội dung", [Length(max=LONGEST)])
    category = SelectField("Chuyên mục", [Optional()], choices=_choices(CATEGORIES))  # of the shelved alone
    alert_level = SelectField("Mức cảnh báo", [Optional()], choices=_choices(LEVELS))
    number = StringField("Số, ký hiệu văn bản", [Optional(), Length(max=60)], filters=[tidied])
    date = DateField("Ngày ban hành", [Optional()])
    signer = StringField("Người ký", [Optional(), Length(max=120)], filters=[tidied])
    starts_at = DateTimeLocalField("Bắt đầu", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"])
    ends_at = DateTimeLocalField("Kết thúc", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"])
    place = StringField("Địa điểm", [Optional(), Length(max=200)], filters=[tidied])
    address = StringField("Địa chỉ", [Optional(), Length(max=200)], filters=[tidied])
    phone = StringField(
        "Điện thoại", [Optional(), Regexp(r"\+?[0-9 .()-]{3,30}", message="Số điện thoại chưa đúng.")]
    )
    hours = StringField("Giờ làm việc", [Optional(), Length(max=200)], filters=[tidied])
    topics = StringField("Chủ đề", [Optional(), Length(max=400), _few], filters=[tidied])
    communes = StringField("Xã, phường liên quan", [Optional(), Length(max=2000), _few], filters=[tidied])
    procedures = StringField("Mã thủ tục liên quan", [Optional(), Length(max=600), _few], filters=[tidied])
    slug = StringField("Địa chỉ trang", [Optional(), Length(max=80)], filters=[tidied])
    is_pinned = BooleanField("Ghim lên đầu trang Thông tin")
    name = StringField("Tên của bản này", [Optional(), Length(max=80)], filters=[tidied])

    def asks(self, kind: Kind) -> None:
        """Say on the page what this kind cannot do without."""
        for name in ("category", "alert_level", *NEEDED.get(kind, ())):
            self[name].flags.required = True

    def fits(self, kind: Kind) -> bool:
        """Checked, with what this kind cannot do without."""
        fits = self.validate()
        shelf = () if kind in UNSHELVED or kind is Kind.ALERT else ("category",)
        for name in (*shelf, *NEEDED.get(kind, ())):
            if not self[name].data and not self[name].errors:
                self[name].errors = ["Xin nhập mục này."]
                fits = False
        if self.starts_at.data and self.ends_at.data and self.ends_at.data < self.starts_at.data:
            self.ends_at.errors = ["Giờ kết thúc phải sau giờ bắt đầu."]
            fits = False
        return fits

    def details(self, kind: Kind) -> dict[str, Any]:
        """What the kind asks for, as JSON holds it; moments in UTC."""
        told: dict[str, Any] = {}
        for name in ASKED.get(kind, ()):
            value = moment(getattr(self, name)) if name in {"starts_at", "ends_at"} else self[name].data
            if value:
                told[name] = value.isoformat() if isinstance(value, dt.date) else value
        return told

    def wanted_slug(self) -> str | None:
        """The address as it can stand, or none."""
        return fold(self.slug.data or "").replace(" ", "-") or None
