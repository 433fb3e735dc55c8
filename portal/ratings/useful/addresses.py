"""Which page was meant: its public address, or the pattern of one that is somebody's own."""

from flask import current_app
from werkzeug.exceptions import HTTPException

from portal.core.access import rule_of
from portal.core.web import MINI

LONGEST = 300
OPEN = frozenset(
    {"doors", "finding", "news", "procedures", "journeys", "procedure_sheets", "support", "tables"}
)
"""Blueprints whose addresses name contents, never people: all others tell their pattern alone."""


def page_of(told: str) -> str | None:
    """The page as it is counted, without query, the same on both surfaces; None for none of citizens'."""
    path = told.partition("?")[0].partition("#")[0]
    path = path.removeprefix(MINI) if path.startswith(f"{MINI}/") else path
    if len(path) > LONGEST or not path.startswith("/") or not path.isprintable():
        return None
    try:
        rule, _ = current_app.url_map.bind("").match(path, method="GET", return_rule=True)
    except HTTPException:
        return None
    view = current_app.view_functions[rule.endpoint]
    if rule_of(view) != "public" or path.startswith(("/desk/", "/api/")):
        return None
    return path if rule.endpoint.partition(".")[0] in OPEN else rule.rule
