"""What is chosen for many items at once."""

import uuid

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.forms import Form, tidied
from portal.newsroom import forms
from portal.newsroom.many.changes import Act, Change


class WithdrawForm(Form):
    """Why."""

    reason = TextAreaField("Lý do", [InputRequired(), Length(min=5, max=500)], filters=[tidied])

    def change(self) -> Change:
        """As it was chosen."""
        return Change(Act.WITHDRAW, reason=self.reason.data or "")


class TopicsForm(Form):
    """Topics to add and to take off."""

    more = StringField("Thêm chủ đề", [Optional(), Length(max=400)], filters=[tidied])
    less = StringField("Bớt chủ đề", [Optional(), Length(max=400)], filters=[tidied])

    def validate(self, *told: object, **more: object) -> bool:
        """One of both must be said."""
        fits = super().validate(*told, **more)
        if fits and not (self.more.data or self.less.data):
            self.more.errors = ["Xin nhập chủ đề cần thêm hoặc cần bớt."]
            return False
        return bool(fits)

    def change(self) -> Change:
        """As it was chosen."""
        return Change(Act.TOPICS, more=forms.named(self.more.data), less=forms.named(self.less.data))


class OfficeForm(Form):
    """Another office."""

    office = SelectField("Đơn vị", choices=[])

    @property
    def office_id(self) -> uuid.UUID | None:
        """The office that was chosen; None is the province."""
        return uuid.UUID(self.office.data) if self.office.data else None

    def change(self) -> Change:
        """As it was chosen."""
        return Change(Act.OFFICE, office_id=self.office_id)


class ReviewForm(Form):
    """Another day to look again."""

    review_by = DateField("Ngày xem lại", [Optional()])

    def change(self) -> Change:
        """As it was chosen; an empty day asks nobody any more."""
        return Change(Act.REVIEW, review_by=self.review_by.data)


FORMS: dict[Act, type[WithdrawForm | TopicsForm | OfficeForm | ReviewForm]] = {
    Act.WITHDRAW: WithdrawForm,
    Act.TOPICS: TopicsForm,
    Act.OFFICE: OfficeForm,
    Act.REVIEW: ReviewForm,
}
