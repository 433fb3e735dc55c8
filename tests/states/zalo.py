"""The operator's pages of the account: granting tokens, the menu to print, watch lines; days of dossiers."""

from portal.staff.models import Role
from tests.states.stage import Play

play = Play("Zalo at the desk")
play.desk_pages(
    {
        "granting": "/desk/zalo/cap-quyen/",
        "menu to print": "/desk/zalo/menu/",
        "watch lines": "/desk/zalo/theo-doi/",
    }
)
play.desk_pages(
    {"days of dossiers": "/desk/qua-han/", "watch lines, an officer": "/desk/zalo/theo-doi/"}, Role.OFFICER
)
play.pages({"back from granting with nothing": "/zalo/cap-quyen"}, status=409, english=False)
