"""Figures of the phone: medians page by page, the worst of them, and the limits beside."""

import json

from portal.bench import phone

FAST = {"fcp_s": 0.5, "lcp_s": 0.6, "cls": 0.0, "inp_ms": 40.0, "first_load_kb": 50.0}


def _runs(**slow: float) -> dict[str, list[dict[str, float]]]:
    """Five visits of each page; two of the search were slow, which a median forgives."""
    runs = {path: [dict(FAST) for _ in range(5)] for path in phone.PAGES.values()}
    for visit in runs[phone.PAGES["search"]][:2]:
        visit.update(slow)
    return runs


def test_a_median_forgives_two_slow_visits_of_five() -> None:
    told = phone.report(_runs(fcp_s=9.0, inp_ms=900.0))
    assert dict(told.figures) == FAST
    assert told.table()[-1] == "all within the limits"


def test_the_worst_page_is_the_figure_and_is_named_against_its_limit() -> None:
    runs = _runs()
    for visit in runs[phone.PAGES["procedure"]]:
        visit["inp_ms"] = 240.0
    told = phone.report(runs)
    assert told.figures["inp_ms"] == 240.0
    assert told.pages["home"]["inp_ms"] == 40.0
    assert told.table()[-1] == "over the limit: inp_ms"
    assert told.ratio["inp_ms"] == 1.2


def test_scripts_read_the_figures_by_the_names_of_the_contract() -> None:
    read = json.loads(phone.report(_runs()).as_json())
    assert read["bench"] == "phone"
    assert set(read["figures"]) == {"fcp_s", "lcp_s", "cls", "inp_ms", "first_load_kb"}
    assert read["limit"]["first_load_kb"] == 65.0
