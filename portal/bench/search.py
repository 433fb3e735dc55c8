"""How well and how fast procedures are found: the rated set, times, and ten times the rows."""

import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence

from portal.bench.figures import Report, quantile
from portal.bench.home import Home
from portal.core.finding.index import Entry, Index
from portal.procedures import operations, rated, search, shelf, terms

ROUNDS = 5
MANY = 10
TYPED = (
    "đăng k",
    "dang ky kh",
    "cap lai the can c",
    "giay phep xay d",
    "ho kinh d",
    "so d",
    "ket h",
    "trich l",
)
Answer = Callable[[str], Sequence[str]]


def measure(home: Home) -> Report:
    """Scores from 0 to 1; times in milliseconds, the median of five rounds."""
    operations.import_shipped()
    shelf.forget()
    kept = shelf.shelf()
    asked = [question.text for question in rated.questions()]
    scores = rated.rate(rated.questions(), _in_application)
    figures: dict[str, float] = {}
    for kind, score in sorted(scores.items()):
        figures |= {f"{kind} hit@1": score.hit1, f"{kind} hit@5": score.hit5, f"{kind} ndcg@5": score.ndcg}
    figures["questions"] = scores["all"].questions
    figures |= _times("search", asked, _in_application)
    figures |= _times("suggest", list(TYPED), lambda text: [item.code for item in search.suggest(text)])
    bare = _times("index alone", asked, lambda text: _alone(kept.index, text))
    large, seconds = _many()
    figures |= _times(f"{MANY}x rows", asked, lambda text: _alone(large, text))
    figures |= {"procedures": len(kept.index), "rebuild s": seconds[0], f"rebuild {MANY}x s": seconds[1]}
    figures["index MB"] = _memory_mb()
    return Report(
        "search", figures, bare, {"search/index p50": figures["search p50 ms"] / bare["index alone p50 ms"]}
    )


def _in_application(text: str) -> list[str]:
    return [item.code for item in search.search(search.Wanted(text)).items]


def _alone(index: Index, text: str) -> list[str]:
    return [hit.key for hit in index.find(index.reader.read(text))]


def _times(name: str, asked: Sequence[str], answer: Answer) -> dict[str, float]:
    """Median and 99th share of each round; the median round of both."""
    rounds = [_round(asked, answer) for _ in range(ROUNDS)]
    halves = [quantile(one, 0.5) for one in rounds]
    ends = [quantile(one, 0.99) for one in rounds]
    return {
        f"{name} p50 ms": statistics.median(halves) * 1000,
        f"{name} p99 ms": statistics.median(ends) * 1000,
    }


def _round(asked: Sequence[str], answer: Answer) -> list[float]:
    taken = []
    for text in asked:
        begun = time.perf_counter()
        answer(text)
        taken.append(time.perf_counter() - begun)
    return sorted(taken)


def _many() -> tuple[Index, tuple[float, float]]:
    """An index of ten times the rows, each copy with a word of its own; seconds to build one and ten."""
    once = shelf.entries()
    begun = time.perf_counter()
    Index(once, terms.dictionary())
    one = time.perf_counter() - begun
    copies = [
        Entry(f"{entry.key}-{copy}", tuple(f"{name} khu vực {copy}" for name in entry.names), entry.around)
        for copy in range(MANY)
        for entry in once
    ]
    begun = time.perf_counter()
    large = Index(copies, terms.dictionary())
    return large, (one, time.perf_counter() - begun)


def _memory_mb() -> float:
    once = shelf.entries()
    tracemalloc.start()
    index = Index(once, terms.dictionary())
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / 1_048_576 if len(index) else 0.0
