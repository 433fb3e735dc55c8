"""What `portal bench photo` counts: right, wrong and unread are three things."""

from pathlib import Path

from portal.bench.photo import Photo, Ran, report

ALBUM = [
    Photo(Path("a.jpg"), "plain", "A"),
    Photo(Path("b.jpg"), "blur", "B"),
    Photo(Path("c.jpg"), "card", None),
]


def test_shares_are_of_the_receipts_and_decoys_count_only_when_read_wrongly() -> None:
    ours = Ran([0.01, 0.02, 0.4], {"plain": 1, "blur": 0, "card": 0}, ["c"])
    bare = Ran([0.02, 0.02, 0.8], {"plain": 1, "blur": 0, "card": 0}, [])
    told = report(ALBUM, ours, bare, start=0.1)
    assert (told.figures["pictures"], told.figures["read_percent"], told.figures["wrong"]) == (2, 50.0, 1)
    assert (told.figures["p95_ms"], told.figures["start_ms"], told.ratio["p95_ms"]) == (400.0, 100.0, 0.5)
    assert told.moods == {"plain": "  1 /   1 /   1", "blur": "  0 /   0 /   1"}
    assert any("blur" in line for line in told.table())
