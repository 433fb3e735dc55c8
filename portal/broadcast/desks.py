"""The desk of broadcasts, put together for the app."""

from portal.broadcast import after_desk, desk, hooks, item_desk, routes
from portal.broadcast.feeds import desk as feeds
from portal.broadcast.officials import desk as officials
from portal.broadcast.segments import desk as segments

PAGES = (routes.pages,)
DESKS = (desk.bp, item_desk.bp, after_desk.bp, segments.bp, officials.bp, feeds.bp)
hooks.join()
