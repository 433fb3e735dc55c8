"""The catalogue that comes with the portal: complete, facts only, told in our own words, readable whole."""

import gzip
import json
from typing import Any

import pytest

from portal.procedures import intake, messages, terms
from portal.procedures.forms import ProcedureFacts

FACT_KEYS = {
    *("code", "name", "field", "issuer", "levels", "desk", "local_to", "local_code", "executing_agencies"),
    *("competent_agency", "decision_no", "law_type", "subjects", "channels", "results", "legal_refs"),
    *("document_rows", "has_conditions", "portal_uuid", "local_examples", "source", "as_of", "quality"),
}
LONGEST = {"name": 1100, "competent_agency": 400, "field": 200, "law_type": 80}


@pytest.fixture(scope="module")
def facts() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = intake.rows_of(intake.FACTS)
    return rows


@pytest.fixture(scope="module")
def common() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = intake.rows_of(intake.COMMON)
    return rows


def test_every_procedure_is_there_once(facts: list[dict[str, Any]], common: list[dict[str, Any]]) -> None:
    codes = [row["code"] for row in facts]
    assert (len(codes), len(set(codes))) == (3042, 3042)
    assert len({row["code"] for row in common} & set(codes)) == len(common) == 57
    assert set(terms.most_asked()) <= {row["code"] for row in common}


def test_only_facts_stand_in_the_facts(facts: list[dict[str, Any]]) -> None:
    assert {key for row in facts for key in row} <= FACT_KEYS
    for row in facts:
        for key, longest in LONGEST.items():
            assert len(row.get(key) or "") <= longest, (row["code"], key)
        for agency in row.get("executing_agencies", []):
            assert len(agency) <= 130, row["code"]
            assert not agency[0].islower(), row["code"]
        for result in row.get("results", []):
            assert len(result.get("name", "")) <= 160, row["code"]
            assert "Mã:" not in result.get("name", ""), row["code"]


def test_every_row_can_be_believed(facts: list[dict[str, Any]], common: list[dict[str, Any]]) -> None:
    for row in [*facts, *common]:
        ProcedureFacts.model_validate(row)


def test_the_sources_own_standing_of_a_fee_is_never_made_friendlier(facts: list[dict[str, Any]]) -> None:
    moved = {
        (told.get("fee_status", "unknown"), read.fee_status)
        for row in facts
        for told, read in zip(
            row.get("channels", []), ProcedureFacts.model_validate(row).channels, strict=True
        )
    }
    assert {pair for pair in moved if pair[0] != pair[1]} <= {("free", "free_or_by_note")}


def test_common_procedures_are_told_for_citizens(common: list[dict[str, Any]]) -> None:
    assert sum(len(row["documents"]) for row in common) == 179
    for row in common:
        told = ProcedureFacts.model_validate(row)
        assert told.summary
        assert told.steps
        assert told.deadline_text
        assert told.fee_text
        text = json.dumps(row, ensure_ascii=False)
        for clumsy in ("CSDL", "UBND", "HĐND", "nguồn ghi", "Nguồn", "ô tiền"):
            assert clumsy not in text.replace(row["name"], ""), (row["code"], clumsy)
        assert all(len(step) <= 260 for step in told.steps), row["code"]


def test_the_file_is_packed_alike_every_time(facts: list[dict[str, Any]]) -> None:
    packed = intake.FACTS.read_bytes()
    assert len(packed) < 400 * 1024
    assert packed[4:8] == b"\0\0\0\0"  # no hour of making in it
    text = json.dumps({"procedures": facts}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert gzip.decompress(packed).decode() == text


def test_levels_and_qualities_of_the_catalogue_have_words(facts: list[dict[str, Any]]) -> None:
    assert {level for row in facts for level in row.get("levels", [])} <= set(messages.LEVELS)
    named = {subject for _, subjects in messages.SUBJECTS.values() for subject in subjects}
    assert {subject for row in facts for subject in row.get("subjects", [])} <= named
