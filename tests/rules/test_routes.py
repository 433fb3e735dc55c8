"""Every address the portal answers, by whom it may be asked: a route that is not in the table fails."""

from pathlib import Path

import pytest
from flask import Flask

from portal.core import access

TABLE = Path(__file__).with_name("routes.txt")
"""One line a rule: path, methods, who. Citizen pages stand once; /m + path is checked to be the same view."""


def _line(rule: str, methods: set[str] | None, who: str | None) -> str:
    return f"{rule} {','.join(sorted((methods or set()) - {'HEAD', 'OPTIONS'}))} {who}"


def _answered(app: Flask) -> set[str]:
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("__m")]
    return {_line(r.rule, r.methods, access.rule_of(app.view_functions[r.endpoint])) for r in rules}


def test_the_table_names_every_route_and_who_may_ask_it(app: Flask) -> None:
    written = {line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")}
    assert _answered(app) == written


def test_the_mini_app_gets_the_same_view_of_each_citizen_page(app: Flask) -> None:
    mini = {r.rule: r for r in app.url_map.iter_rules() if r.endpoint.endswith("__m")}
    assert mini
    for rule, there in mini.items():
        assert rule.startswith("/m/")
        here = [
            r
            for r in app.url_map.iter_rules()
            if f"{r.endpoint}__m" == there.endpoint and f"/m{r.rule}" == rule
        ]
        assert len(here) == 1, rule
        assert here[0].methods == there.methods
        assert app.view_functions[here[0].endpoint] is app.view_functions[there.endpoint]


def test_a_planted_route_without_a_rule_stops_the_start() -> None:
    bare = Flask("planted", static_folder=None)
    bare.add_url_rule("/planted", "planted", lambda: "x")
    with pytest.raises(RuntimeError, match="planted"):
        access.insist(bare)


def test_a_planted_route_that_is_not_in_the_table_is_found(app: Flask) -> None:
    bare = Flask("planted", static_folder=None)
    bare.add_url_rule("/planted", "planted", access.public(lambda: "x"))
    written = {line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")}
    assert _answered(bare) - written == {"/planted GET public"}
