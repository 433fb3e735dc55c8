"""What is chosen for many items at once."""

import uuid

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

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

    more = StringField("Thêm chủ đề", [Length(max=400)], filters=[tidied])
    less = StringField("Bớt chủ đề", [Length(max=400)], filters=[tidied])

    def validate_less(self, field: StringField) -> None:
        """One of both must be said."""
        if not (self.more.data or field.data):
            raise ValidationError("Xin nhập chủ đề cần thêm hoặc cần bớt.")

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
