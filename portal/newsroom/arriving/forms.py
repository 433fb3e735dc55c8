"""What somebody gives to move articles in: a file, or the address of a feed, whom the drafts speak for."""

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from portal.core.forms import Form, tidied


class GiveForm(Form):
    """A feed's address and an office; the file comes beside it."""

    address = StringField("Địa chỉ RSS hoặc Atom", [Optional(), Length(max=1000)], filters=[tidied])
    office = SelectField("Thay mặt", [Optional()], validate_choice=False)
