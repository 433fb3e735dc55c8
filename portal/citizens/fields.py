"""The one field that the Mini App may fill in with the number Zalo knows."""

from wtforms import Form, TelField
from wtforms.validators import Length


class PhoneForm(Form):
    """A number to be called back on; named as in every form that asks for one."""

    phone = TelField("Số điện thoại", [Length(max=40)])
