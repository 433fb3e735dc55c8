"""What comes before a form is taken in: calls for help, the way of the law, the like near by, proof of work.

Each is said once and one tap more sends it all the same; nothing that was typed is lost by it.
"""

import uuid
from typing import Any

from flask import request

from portal.core.web import browser
from portal.feedback import forms, messages, operations, queries, spam, urgency
from portal.feedback.models import Kind


def first(typed: forms.FeedbackForm) -> dict[str, Any]:
    """What somebody should know before it goes."""
    text = typed.text.data or ""
    if typed.calm.data != "1" and urgency.is_urgent(text):
        return {"is_urgent": True}
    if typed.law.data != "1" and urgency.is_legal(text):
        return {"is_legal": True}
    if typed.own.data != "1" and (found := near(typed)):
        return {"near": found, "near_words": messages.STATUS[found.status]}
    return {}


def near(typed: forms.FeedbackForm) -> queries.Near | None:
    """Open reports of the same near by."""
    if typed.kind.data not in set(Kind):
        return None
    digest = operations.digest(typed.text.data or "")
    return queries.near(Kind(typed.kind.data), number(typed.unit.data), typed.position(), digest)


def toll(typed: forms.FeedbackForm, key: uuid.UUID) -> dict[str, Any]:
    """The puzzle this form has to bring, or nothing: it brought one, or is one of a calm hour."""
    bound, text = (str(key), operations.digest(typed.text.data or "")), typed.text.data or ""
    ticket = request.form.get("ticket", "")[:200]
    if ticket and spam.GATE.is_paid(bound, ticket, request.form.get("work", "")):
        return {}
    if not ticket and not spam.needs_work(text, browser()):
        return {}
    return {"puzzle": spam.GATE.puzzle(bound, ticket)}


def number(told: str | None) -> int | None:
    """The commune that was chosen."""
    return int(told) if told and told.isascii() and told.isdigit() else None
