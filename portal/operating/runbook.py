"""One page for each alert: what it means for citizens, what to look at, what to do, when to call somebody.

Plain Vietnamese, for somebody woken at night; the texts go through `said` like every line they explain.
"""

from portal.operating import pages_of_house, pages_of_zalo

PAGES = {**pages_of_zalo.PAGES, **pages_of_house.PAGES}
