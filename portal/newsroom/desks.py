"""The newsroom's pages, in one list: its desks, and the one page for whoever holds a link."""

from portal.newsroom import deciding_desk, desk, editing_desk, looking_desk, routes, sharing_desk
from portal.newsroom.arriving import desk as arriving
from portal.newsroom.checking import desk as checking
from portal.newsroom.many import desk as many
from portal.newsroom.writing import desk as writing

DESKS = (
    desk.bp,
    deciding_desk.bp,
    editing_desk.bp,
    looking_desk.bp,
    many.bp,
    sharing_desk.bp,
    writing.bp,
    arriving.bp,
    checking.bp,
)
SHARED = routes.bp
