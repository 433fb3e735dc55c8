"""The house's own rules, and a planted breach for each."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules import shape

Finder = Callable[[Path], list[str]]

BREACHES: list[tuple[Finder, str, str]] = [
    (shape.commits, "portal/news/queries.py", "def x(s):\n    s.commit()\n"),
    (shape.environment_readers, "portal/news/queries.py", "import os\nX = os.environ['X']\n"),
    (shape.environment_readers, "portal/news/queries.py", "from os import environ\nX = environ['X']\n"),
    (shape.silent_modules, "portal/news/queries.py", "X = 1\n"),
    (shape.trusted_html, "portal/news/queries.py", "from markupsafe import Markup\nX = Markup('<b>')\n"),
    (shape.trusted_html, "templates/x.html", "{{ body|safe }}"),
    (shape.inline_code, "templates/x.html", '<p style="color:red">'),
    (shape.inline_code, "templates/x.html", "<script>alert(1)</script>"),
    (shape.inline_code, "templates/x.html", '<a href="#" onclick="x()">'),
    (shape.untranslated, "templates/x.html", "<p>Xin chào</p>"),
    (shape.untranslated, "templates/x.html", '<a aria-label="Đóng"></a>'),
    (
        shape.second_folds,
        "portal/news/queries.py",
        "from unicodedata import normalize\nX = normalize('NFD', 'ạ')\n",
    ),
    (shape.second_folds, "portal/news/queries.py", "X = 'đ'.replace('đ', 'd')\n"),
    (shape.second_folds, "portal/news/queries.py", "from unidecode import unidecode\n"),
    (shape.long_modules, "portal/news/queries.py", "X = 1\n" * 301),
]


@pytest.mark.parametrize("finder", list(dict.fromkeys(breach[0] for breach in BREACHES)))
def test_the_house_keeps_its_rule(finder: Finder) -> None:
    assert finder(shape.ROOT) == []


@pytest.mark.parametrize(("finder", "name", "breach"), BREACHES)
def test_a_planted_breach_is_found(finder: Finder, name: str, breach: str, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "portal").mkdir()
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(breach)
    assert len(finder(tmp_path)) == 1


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(root)}
    command = [str(tool), "--no-cache", "--config", str(root / ".importlinter")]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "breach"),
    [
        ("portal/news/queries.py", "from portal.dossiers import models as planted  # sisters never meet\n"),
        ("portal/news/models.py", "from portal.news import queries as planted  # rooms go one way\n"),
        ("portal/news/operations.py", "import flask as planted  # operations know no web\n"),
        ("portal/dossiers/messages.py", "import requests as planted  # one door for HTTP\n"),
        ("zalosim/__main__.py", "import portal.core.clock as planted  # they never meet\n"),
    ],
)
def test_the_layer_contract_finds_a_planted_breach(name: str, breach: str, tmp_path: Path) -> None:
    for part in ("portal", "zalosim"):
        shutil.copytree(
            shape.ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").write_text('"""None."""\n')
    shutil.copy(shape.ROOT / ".importlinter", tmp_path)
    path = tmp_path / name
    path.write_text(path.read_text() + breach)
    told = _lint(tmp_path)
    assert told.returncode == 1, told.stdout
    assert "BROKEN" in told.stdout
