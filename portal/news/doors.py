"""The pages of news, in one list: the tab, its sections, what programs read; pictures of shared links."""

from portal.news import cards, machines, routes, sections

PAGES = (routes.pages, machines.pages, sections.pages)
CARDS = cards.bp
