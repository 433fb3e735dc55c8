"""Counting what was searched for, whichever page it was typed on."""

from flask import Flask, current_app

from portal.procedures.asked import operations
from portal.procedures.asked.forms import countable


def count(typed: str, found: int) -> None:
    """One question and how much it found; without what could name a person. Written some seconds later."""
    said = countable(typed)
    if said is not None:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        operations.tally.add(said, found, app)
