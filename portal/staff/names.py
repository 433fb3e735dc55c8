"""How groups of the menu and roles are called on the desk's pages."""

from flask_babel import lazy_gettext as _l

from portal.staff.access import Group
from portal.staff.models import Role

GROUP_NAMES = {
    Group.HOME: "",
    Group.PEOPLE: _l("Người dân"),
    Group.MESSAGES: _l("Tin nhắn"),
    Group.CONTENT: _l("Nội dung"),
    Group.ZALO: _l("Zalo OA"),
    Group.SYSTEM: _l("Hệ thống"),
}


ROLE_NAMES = {
    Role.AUTHOR: _l("Người viết"),
    Role.EDITOR: _l("Biên tập viên"),
    Role.PUBLISHER: _l("Người duyệt đăng"),
    Role.OFFICER: _l("Cán bộ một cửa"),
    Role.SUPPORT: _l("Nhân viên hỗ trợ"),
    Role.DATA: _l("Cán bộ dữ liệu"),
    Role.LEADER: _l("Lãnh đạo"),
    Role.ADMIN: _l("Quản trị"),
}
