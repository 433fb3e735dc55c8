"""The pages of a person, put together for the app."""

from portal.mine import log, news, relatives, routes

PAGES = (routes.pages, log.pages, news.pages, relatives.pages)
