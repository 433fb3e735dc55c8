"""What a new word would change, before anybody sees it: the first five answers and the rated set's score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
    then = replace(kept, index=kept.index.reading(terms.of_procedures(more.means)), told=more)
    asked = [one for one in [*rated.questions(), *queries.rated()] if one.text != said]
    before, after = _answers(kept), _answers(then)
    return Trial(
        search.items(before(said)[:TOP]),
        search.items(after(said)[:TOP]),
        rated.rate(asked, before)["all"],
        rated.rate(asked, after)["all"],
    )


def _answers(kept: shelf.Shelf) -> Callable[[str], list[str]]:
    """As the page answers: a code alone, else names and the texts behind them."""

    def answer(text: str) -> list[str]:
        code = codes.read(text)
        if code and code.national in kept.traits:
            return [code.national]
        return search.ranked(kept, text)[0]

    return answer
