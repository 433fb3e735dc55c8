"""The desk of broadcasts, put together for the app."""

from portal.broadcast import desk
from portal.broadcast.feeds import desk as feeds
from portal.broadcast.officials import desk as officials
from portal.broadcast.segments import desk as segments

DESKS = (desk.bp, segments.bp, officials.bp, feeds.bp)
