"""Finds Vietnamese sentences that stand outside `_()`: a Babel extractor for the rooms that know no web."""

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u00c0-\u1ef9]")
Found = tuple[int, None, str, list[str]]


def extract(file: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, str]) -> Iterator[Found]:
    """Every whole Vietnamese string of a Python, JSON or CSV file.

    Left out: docstrings, pieces of f-strings, and what is handed to a method (patterns, prefixes).
    """
    text = file.read().decode("utf-8")
    readers = {"{": _of_json, "d": _of_csv}
    for line, said in readers.get(text[:1], _of_python)(text):
        if VIETNAMESE.search(said) and said == said.strip():  # else a piece of something longer
            yield line, None, said, []


def _of_python(text: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(text)
    left_out = {id(part) for node in ast.walk(tree) for part in _no_sentences(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


def _no_sentences(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.JoinedStr):
        return node.values
    if isinstance(node, ast.Expr):
        return [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return [*node.args, node.func.value]
    return []


def _of_json(text: str) -> Iterator[tuple[int, str]]:
    waiting = [json.loads(text)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield 1, value
        elif isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            waiting += reversed(list(value.values()))


def _of_csv(text: str) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(csv.reader(io.StringIO(text)), 1):
        for value in row:
            yield number, value
