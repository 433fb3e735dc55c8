"""What a new word would change, before anybody sees it: the first five answers and the rated set's score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.core.finding.asking import Reader
from portal.core.search import fold
from portal.procedures import codes, rated, search, shelf, terms
from portal.procedures.asked import queries
from portal.procedures.queries import Item

TOP = 5
MOST_LOST = 0.01  # of nDCG@5, more than which nothing is entered


@dataclass(frozen=True)
class Trial:
    """The first five before and after, and how well the rated set is answered then and now."""

    before: Sequence[Item]
    after: Sequence[Item]
    score_before: rated.Score
    score_after: rated.Score

    @property
    def is_worse(self) -> bool:
        """It would spoil other questions."""
        return self.score_after.ndcg < self.score_before.ndcg - MOST_LOST


def try_out(said: str, means: str | None, code: str | None) -> Trial:
    """Compare; writes nothing. The question itself is left out of the score, or it would praise itself."""
    kept = shelf.shelf()
    more = queries.Told({**kept.told.means, **({said: (means,)} if means else {})}, dict(kept.told.best))
    if code:
        more.best[fold(said)] = code
    now = _answers(kept, kept.index.reader, kept.told)
    then = _answers(kept, Reader(kept.index.lexicon, terms.dictionary(more.means)), more)
    asked = [one for one in [*rated.questions(), *queries.rated()] if one.text != said]
    first, last = now(said)[:TOP], then(said)[:TOP]
    return Trial(
        search.items(first), search.items(last), rated.rate(asked, now)["all"], rated.rate(asked, then)["all"]
    )


def _answers(kept: shelf.Shelf, reader: Reader, told: queries.Told) -> Callable[[str], list[str]]:
    def answer(text: str) -> list[str]:
        code = codes.read(text)
        if code and code.national in kept.traits:
            return [code.national]
        found = [hit.key for hit in kept.index.find(reader.read(text))]
        best = told.best.get(fold(text))
        return [best, *(one for one in found if one != best)] if best in kept.traits and best else found

    return answer
