"""Two texts that grew out of one, brought together block by block (paragraph, heading, list, table); pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from portal.newsroom.writing.tree import Element, grown


class Who(StrEnum):
    """Who changed a piece."""

    NOBODY = "nobody"
    ME = "me"
    THEM = "them"
    BOTH = "both"  # differently: somebody must choose


class Choice(StrEnum):
    """What to take of a piece that both changed; the value is what the form sends."""

    MINE = "cua-toi"
    THEIRS = "cua-ho"
    ALL = "ca-hai"


@dataclass(frozen=True)
class Part:
    """Blocks in a row, as the one and as the other has them."""

    who: Who
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def usual(self) -> Choice:
        """What is taken when nobody chooses: whoever changed it, and both when both did. Nothing is lost."""
        return {Who.ME: Choice.MINE, Who.BOTH: Choice.ALL}.get(self.who, Choice.THEIRS)


def parts(base: str, mine: str, theirs: str) -> list[Part]:
    """What both have kept, what one of them changed, and what both did; cleaned HTML in, in its order."""
    old, me, them = (blocks(text) for text in (base, mine, theirs))
    made: list[Part] = []
    a = b = c = 0
    for x, y, z in _anchors(old, me, them):
        made += _between(old[a:x], me[b:y], them[c:z])
        if x < len(old):
            made.append(Part(Who.NOBODY, (me[y],), (them[z],)))
        a, b, c = x + 1, y + 1, z + 1
    return list(_joined(made))


def merged(told: list[Part], chosen: dict[int, Choice] | None = None) -> str:
    """The parts as one text again; `chosen` by number of the part, the usual choice for the others."""
    out: list[str] = []
    for n, part in enumerate(told):
        choice = (chosen or {}).get(n, part.usual) if part.who is not Who.NOBODY else Choice.MINE
        if choice is not Choice.THEIRS:
            out += part.mine
        if choice is not Choice.MINE:
            out += [block for block in part.theirs if choice is Choice.THEIRS or block not in part.mine]
    return "".join(out)


def blocks(html: str) -> list[str]:
    """The blocks a text stands in, each as HTML; words outside of any block are one of their own."""
    root = grown(html)
    return [child.outer() if isinstance(child, Element) else child for child in root.children if _says(child)]


def _says(child: Element | str) -> bool:
    return isinstance(child, Element) or bool(child.strip())


def _anchors(old: list[str], me: list[str], them: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where both still have a block of the old text; the ends of all three come last."""
    mine, theirs = _same(old, me), _same(old, them)
    for x in range(len(old)):
        if x in mine and x in theirs:
            yield x, mine[x], theirs[x]
    yield len(old), len(me), len(them)


def _same(old: list[str], new: list[str]) -> dict[int, int]:
    found = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {row.a + n: row.b + n for row in found for n in range(row.size)}


def _between(old: list[str], me: list[str], them: list[str]) -> list[Part]:
    if not (old or me or them) or (me == them and not me):
        return []
    if me == them:
        return [Part(Who.NOBODY, tuple(me), tuple(them))]
    if len(old) == len(me) == len(them) > 1:  # rewritten in place, neither put in nor taken out
        return [part for row in zip(old, me, them, strict=True) for part in _between(*([one] for one in row))]
    who = Who.THEM if me == old else Who.ME if them == old else Who.BOTH
    return [Part(who, tuple(me), tuple(them))]


def _joined(made: list[Part]) -> Iterator[Part]:
    """Untouched blocks side by side are one part."""
    last: Part | None = None
    for part in made:
        if last and last.who is part.who is Who.NOBODY:
            last = Part(Who.NOBODY, last.mine + part.mine, last.theirs + part.theirs)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last
