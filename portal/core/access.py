"""Who may: every view says so itself, and a view that says nothing never answers (reliability.md R21)."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])
MARK = "portal_access"


def declare(rule: str) -> Callable[[View], View]:
    """Write down who may call a view: `public`, `signed`, `machine`, or a permission's name."""

    def mark(view: View) -> View:
        setattr(view, MARK, rule)
        return view

    return mark


public = declare("public")
"""Anybody, without a session."""

signed = declare("signed")
"""Only a call whose signature the view itself has checked."""


def rule_of(view: Callable[..., Any]) -> str | None:
    """What a view declared, or None."""
    return getattr(view, MARK, None)


def insist(app: Flask) -> None:
    """Refuse to start with a view that declares nobody."""
    silent = [name for name, view in app.view_functions.items() if rule_of(view) is None]
    if silent:
        raise RuntimeError(f"views that do not declare who may: {', '.join(sorted(silent))}")
