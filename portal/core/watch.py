"""Figures that features let operators watch (R31); /metrics shows them without knowing any feature."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One gauge of Prometheus: name without the product's prefix, one line of help, the value now."""

    name: str
    help: str
    value: float


_readers: list[Callable[[], Iterable[Figure]]] = []


def add(reader: Callable[[], Iterable[Figure]]) -> None:
    """Ask this reader whenever figures are read; once, whatever how often it is added."""
    if reader not in _readers:
        _readers.append(reader)


def figures() -> list[Figure]:
    """Every figure now; what the database raises goes to the caller."""
    return [figure for reader in _readers for figure in reader()]
