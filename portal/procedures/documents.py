"""Papers a procedure asks for, in words: when, how many, on which form, the key a tick is kept under."""

import hashlib

from portal.procedures.forms import Document, ProcedureFacts
from portal.procedures.messages import BY_FORM, COPIES, FORM, ORIGINALS, Say


def listed(facts: ProcedureFacts, say: Say = str) -> list[dict[str, str]]:
    """Each paper with when it is needed, how many of it, its form, and the key a phone ticks it under.

    The key is made of what is asked for: a tick outlives a new version only where that stayed the same.
    """
    told = [(paper, _about(paper, str)) for paper in facts.documents]
    return [
        {
            "title": paper.name,
            "note": _about(paper, say),
            "key": hashlib.sha256(f"{paper.name}|{about}".encode()).hexdigest()[:8],
        }
        for paper, about in told
    ]


def own_forms(facts: ProcedureFacts) -> list[tuple[str, str]]:
    """Papers that are filled in on a form with a number: (paper, form)."""
    numbered = [paper for paper in facts.documents if paper.form and paper.form != BY_FORM]
    return [(paper.name, paper.form or "") for paper in numbered]


def _about(paper: Document, say: Say) -> str:
    told = [paper.when] if paper.when else []
    told += [f"{paper.originals} {say(ORIGINALS)}"] if paper.originals else []
    told += [f"{paper.copies} {say(COPIES)}"] if paper.copies else []
    if paper.form:
        told.append(
            say(BY_FORM) if paper.form == BY_FORM else f"{say(FORM)} {paper.form.removeprefix('Mẫu ')}"
        )
    line = "; ".join(told)
    return line[:1].upper() + line[1:]
