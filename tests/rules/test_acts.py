"""Every act that is written into the trail has a name there for people, not the word of a program."""

import ast
from collections.abc import Iterator
from pathlib import Path

from portal.core.settings import ROOT
from portal.staff.act_names import ACT_NAMES


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """(act, file) of each act that is named as a plain word where it is recorded."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and _called(node.func) == "record_act":
                told = node.args[0]
                parts = [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]
                for part in parts:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value, file.name


def _called(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def test_every_act_bears_a_name() -> None:
    acts = dict(written(ROOT / "portal"))
    assert len(acts) > 100
    assert {act: file for act, file in acts.items() if act not in ACT_NAMES} == {}


def test_an_act_without_a_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(
        'staff.record_act("a.on" if x else "a.off", "y", 1)\nrecord_act("b.c", 1)\n'
    )
    assert [act for act, _ in written(tmp_path)] == ["a.on", "a.off", "b.c"]
