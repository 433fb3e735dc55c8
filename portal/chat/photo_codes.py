"""What the codes in a photo lead to (domain.md 2.2). Nothing of a code but a dossier's own code is used."""

from collections.abc import Sequence

from portal.chat import answers, asides, lookups, messages
from portal.chat.answers import Asker
from portal.chat.messages import Reply
from portal.dossiers import codes, queries


def answer(texts: Sequence[str], asker: Asker) -> tuple[str, Reply | None]:
    """What the codes of a photo lead to: our own link first, then dossiers, then kind words."""
    for text in texts:
        if token := queries.own_token(text):
            seen = lookups.by_link(token)
            return ("link", lookups.shown(seen, asker.citizen_id)) if seen else ("over", asides.link_over())
    read = [codes.read(text) for text in texts]
    found = tuple(dict.fromkeys(code for one in read for code in one.codes))[: codes.MOST]
    if found:
        return "codes", lookups.answer(lookups.Asked(found), asker.citizen_id, asker.user_id)
    if any(one.kind == "person_number" for one in read):
        return "id_card", asides.photo("id_card")
    for text, one in zip(texts, read, strict=True):
        if one.kind == "near":
            return "near", messages.did_you_mean(one.near, "photo_near")
        elsewhere = lookups.asked_elsewhere(text)
        if elsewhere:
            return "codes", lookups.answer(elsewhere, asker.citizen_id, asker.user_id)
        if one.kind == "day":
            return "day", messages.wrong_day()
        if one.procedure_code:
            return "procedure", answers.to_procedure(one.procedure_code)
    return "other", asides.photo("other")
