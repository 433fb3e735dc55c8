"""How well and how fast procedures are found: rated and unseen questions, times, 7,000 rows and ten times."""

import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from flask import Flask, current_app
from flask_babel import Babel

from portal.bench.figures import Report, quantile
from portal.bench.home import Home
from portal.core.finding.bodies import Bodies
from portal.core.finding.index import Entry, Index
from portal.core.search import bare
from portal.finding import joint
from portal.procedures import operations, rated, search, shelf, terms

ROUNDS = 5
MANY, TITLES, PROMISED = 10, 500, 7000
STRANGE = Path(__file__).with_name(
    "strange.csv"
)  # written without a look at names or words; measured, not tuned by
FIRST = STRANGE.with_name("held_out.json")  # what each held-out set scored when first asked
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
    strange = rated.rate(rated.questions(STRANGE), _in_application)["all"]
    figures |= {"strange hit@1": strange.hit1, "strange hit@5": strange.hit5, "strange ndcg@5": strange.ndcg}
    figures["strange questions"] = strange.questions
    figures |= _held_out()
    figures |= _times("search", asked, _in_application)
    figures |= _times("suggest", list(TYPED), lambda text: [item.code for item in search.suggest(text)])
    figures |= _joint(asked)
    figures["titles without marks, same top"] = _same_without_marks()
    alone = _times("index alone", asked, lambda text: _alone(kept, text))
    _, once = _grown(kept, len(kept.index))
    promised, _ = _grown(kept, PROMISED)
    figures |= _times(f"{PROMISED:,} rows", asked, lambda text: search.ranked(promised, text)[0])
    large, ten = _grown(kept, MANY * len(kept.index))
    figures |= _times(f"{MANY}x rows", asked, lambda text: search.ranked(large, text)[0])
    figures |= {"procedures": len(kept.index), "rebuild s": once, f"rebuild {MANY}x s": ten}
    figures["index MB"] = _memory_mb()
    return Report(
        "search", figures, alone, {"search/index p50": figures["search p50 ms"] / alone["index alone p50 ms"]}
    )


def _held_out() -> dict[str, float]:
    """Sets graded before they were asked: their score that first time, which counts, and the score now."""
    figures: dict[str, float] = {}
    for name, first in json.loads(FIRST.read_text()).items():
        now = rated.rate(rated.questions(FIRST.with_name(name)), _in_application)["all"]
        told = Path(name).stem.replace("_", " ")
        for figure in ("hit1", "hit5", "ndcg"):
            figures |= {f"{told} {figure} at first": first[figure], f"{told} {figure}": getattr(now, figure)}
        figures[f"{told} questions"] = now.questions
    return figures


def _in_application(text: str) -> list[str]:
    return [item.code for item in search.search(search.Wanted(text)).items]


def _alone(kept: shelf.Shelf, text: str) -> list[str]:
    """Names, then texts where no name holds the whole question: all that the pipeline may have to do."""
    asked = kept.index.reader.read(text)
    hits = kept.index.find(asked)
    if not hits or hits[0].covered < search.WHOLE:
        kept.bodies.find(asked)
    return [hit.key for hit in hits]


def _joint(asked: Sequence[str]) -> dict[str, float]:
    """Every source at once, in words as a page has them; this home's demo province is what there is."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if "babel" not in app.extensions:
        Babel(app)
    with app.test_request_context():
        whole = _times("joint search", asked, lambda text: [one.name for one in joint.ask(text).groups])
        typing = _times(
            "joint suggest", list(TYPED), lambda text: [one.path for _, one in joint.suggest(text)]
        )
    return whole | typing


def _same_without_marks() -> float:
    """Of titles of the catalogue, the share whose first answer stays when they are typed without marks."""
    every = sorted(shelf.shelf().items.values(), key=lambda item: item.code)
    titles = [item.name for item in every[:: max(1, len(every) // TITLES)]]
    same = sum(_in_application(title)[:1] == _in_application(bare(title))[:1] for title in titles)
    return same / len(titles)


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


def _grown(kept: shelf.Shelf, size: int) -> tuple[shelf.Shelf, float]:
    """A shelf of so many rows: copies of what there is, each with a word of its own; seconds to build it."""
    once, texts = shelf.entries(), shelf.bodies()
    copies, rest = divmod(size, len(once))
    names = list(once)
    large = list(texts)
    for copy in range(1, copies + bool(rest)):
        most = rest if copy == copies else len(once)
        names += [
            Entry(f"{one.key}-{copy}", tuple(f"{name} khu vực {copy}" for name in one.names), one.around)
            for one in once[:most]
        ]
        large += [(f"{key}-{copy}", passages, liked) for key, passages, liked in texts[:most]]
    begun = time.perf_counter()
    made = replace(kept, index=Index(names, terms.of_procedures()), bodies=Bodies(large))
    return made, time.perf_counter() - begun


def _memory_mb() -> float:
    """Names and texts together."""
    once, texts = shelf.entries(), shelf.bodies()
    tracemalloc.start()
    index, bodies = Index(once, terms.of_procedures()), Bodies(texts)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / 1_048_576 if len(index) == len(bodies) else 0.0
