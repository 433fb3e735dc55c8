"""Putting an audience together without code: boxes to tick, nothing to write but codes of procedures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.broadcast.audience import Audience
from portal.broadcast.choosing.topics import TOPICS
from portal.core.forms import Form, tidied
from portal.staff.forms import MultiCheckboxField

EVERYBODY, OFFICIALS = "moi-nguoi", "can-bo"
ACTIVE = {"0": "Bất kỳ lúc nào", "2": "Trong 2 ngày qua", "7": "Trong 7 ngày qua", "30": "Trong 30 ngày qua"}
_CODES = re.compile(r"[\s,;]+")

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Offer:
    """What there is to choose from, as (value, name)."""

    communes: Pairs = ()
    fields: Pairs = ()
    tags: Pairs = ()
    groups: Pairs = ()


def _choices(pairs: Pairs) -> list[SelectChoice]:
    return [SelectChoice(value, name) for value, name in pairs]


class AudienceForm(Form):
    """Who is to get it; what is left empty narrows nothing."""

    who = SelectField(
        "Gửi cho",
        choices=[
            SelectChoice(EVERYBODY, "Người quan tâm trang"),
            SelectChoice(OFFICIALS, "Cán bộ, công chức, viên chức đã vào nhóm"),
        ],
    )
    topics = MultiCheckboxField(
        "Đã chọn một trong các loại tin",
        choices=[SelectChoice(name, one.title) for name, one in TOPICS.items()],
    )
    communes = MultiCheckboxField("Ở một trong các xã, phường")
    fields = MultiCheckboxField("Quan tâm một trong các lĩnh vực thủ tục")
    procedures = StringField(
        "Đang theo dõi hồ sơ của thủ tục (mã, cách nhau bằng dấu phẩy)",
        [Optional(), Length(max=400), Regexp(r"[0-9.,; ]+", message="Xin nhập mã thủ tục, ví dụ 1.001193.")],
        filters=[tidied],
    )
    tags = MultiCheckboxField("Có một trong các nhãn đặt trong Zalo OA")
    groups = MultiCheckboxField("Thuộc một trong các nhóm cán bộ")
    active = SelectField(
        "Nhắn hoặc bấm vào trang", choices=[SelectChoice(days, text) for days, text in ACTIVE.items()]
    )

    def offer(self, offer: Offer) -> None:
        """Say what there is to choose from."""
        self.communes.choices = _choices(offer.communes)
        self.fields.choices = _choices(offer.fields)
        self.tags.choices = _choices(offer.tags)
        self.groups.choices = _choices(offer.groups)

    def audience(self) -> Audience:
        """What was chosen."""
        return Audience(
            officials=self.who.data == OFFICIALS,
            groups=tuple(self.groups.data or ()) if self.who.data == OFFICIALS else (),
            topics=tuple(self.topics.data or ()),
            communes=tuple(self.communes.data or ()),
            fields=tuple(self.fields.data or ()),
            procedures=tuple(one for one in _CODES.split(self.procedures.data or "") if one),
            tags=tuple(self.tags.data or ()),
            active_days=int(self.active.data or 0),
        )


def filled(audience: Audience) -> dict[str, Any]:
    """An audience as the form shows it."""
    return {
        "who": OFFICIALS if audience.officials else EVERYBODY,
        "topics": list(audience.topics),
        "communes": list(audience.communes),
        "fields": list(audience.fields),
        "procedures": ", ".join(audience.procedures),
        "tags": list(audience.tags),
        "groups": list(audience.groups),
        "active": str(audience.active_days),
    }


class SegmentForm(AudienceForm):
    """An audience with a name."""

    name = StringField("Tên nhóm người nhận", [InputRequired(), Length(max=80)], filters=[tidied])
