"""What the documents name exists: commands, options, addresses, settings, files, names of pages, tests."""

import ast
import functools
import itertools
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from portal.commanding import portal
from portal.core import settings
from portal.operating import runbook
from tests.rules.shape import ROOT

DOCS = sorted((ROOT / "docs").glob("*.md"))
GUIDES = ("nguoi-dan.md", "bien-tap.md", "mot-cua.md", "van-hanh.md", "tich-hop.md")
OTHER_ROOTS = ("etc", "srv", "var", "data", "mnt")  # of a disk, and of a JSON pointer in an example
NOT_OURS = {"XSS_EVERY", "PORTAL_BROWSER"}  # read by a proof, by a bench

CODE = re.compile(r"```[\s\S]*?```|^ {4}.+$|`[^`\n]+`", re.MULTILINE)
COMMAND = re.compile(r"(?:^|[\s`(/])portal ([a-z][a-z0-9-]*)((?: [^\n`#|;]*)?)")
SETTING = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
ADDRESS = re.compile(r"(?:(GET|POST) )?((?<![\w.}>/:-])/(?:[a-z<{][^\s`'\"|]*)?)(?=[\s`'\"|]|$)")
FILE = re.compile(r"(?<![\w/.-])(?:deploy|docs|tests|portal|scripts|templates)/[\w/.@-]+\w")
MODULE = re.compile(r"python -m (tests\.[\w.]+)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def _code(text: str) -> str:
    return "\n".join(CODE.findall(text))


def _commands(text: str) -> Iterable[str]:
    """What is called that no command or option answers."""
    for name, rest in COMMAND.findall(_code(text)):
        command: click.Command | None = portal.commands.get(name)
        words = rest.split()
        if isinstance(command, click.Group) and words:
            command = command.commands.get(words.pop(0))
        if command is None:
            yield f"portal {name}{rest}"
            continue
        known = {option for one in command.params for option in one.opts} | {"--help"}
        yield from (f"portal {name} {w}" for w in re.findall(r"--[a-z-]+", rest) if w not in known)


@functools.cache
def _routes() -> list[tuple[re.Pattern[str], set[str]]]:
    lines = (ROOT / "tests/rules/routes.txt").read_text().splitlines()
    rules = [line.split(" ", 2) for line in lines if line.startswith("/")]
    return [(_shape(rule), set(methods.split(","))) for rule, methods, _ in rules]


def _shape(rule: str) -> re.Pattern[str]:
    """What addresses of this rule look like, with names of ours in place of values, too."""
    parts = re.split(r"(<[^>]+>)", rule)
    values = ((".+" if part.startswith("<path:") else "[^/]+") for part in parts[1::2])
    fixed = map(re.escape, parts[::2])
    return re.compile(
        "".join(one for pair in itertools.zip_longest(fixed, values, fillvalue="") for one in pair)
    )


def _addresses(text: str) -> Iterable[str]:
    """What is named that no route answers, or not by this method."""
    for method, told in ADDRESS.findall(_code(text)):
        path = told.partition("?")[0].rstrip(".,;)")
        if path.strip("/").split("/")[0] in OTHER_ROOTS:
            continue
        fits = [methods for rule, methods in _routes() if rule.fullmatch(path)]
        if not fits or (method and not any(method in methods for methods in fits)):
            yield f"{method} {path}".strip()


def _settings(text: str) -> Iterable[str]:
    known = {name.upper() for name in settings.Settings.model_fields} | NOT_OURS
    yield from (name for name in SETTING.findall(_code(text)) if name not in known)


def _files(text: str) -> Iterable[str]:
    yield from (path for path in FILE.findall(_code(text)) if not (ROOT / path).exists())
    modules = (name.replace(".", "/") for name in MODULE.findall(text))
    yield from (name for name in modules if not (ROOT / f"{name}.py").exists())
    yield from (path for path in LINK.findall(text) if not (ROOT / "docs" / path).exists())


def _tests(text: str) -> Iterable[str]:
    """Ids of tests that pytest would not find."""
    for path, name in TEST.findall(text):
        tree = ast.parse((ROOT / path).read_text()) if (ROOT / path).is_file() else ast.Module([], [])
        if not any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body):
            yield f"{path}::{name}"


@functools.cache
def _said() -> frozenset[str]:
    """Everything the pages say."""
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        ids = [message.id for message in read_po(file)]
    titles = {page.title for page in runbook.PAGES.values()}
    return frozenset(one for it in ids for one in ([it] if isinstance(it, str) else it)) | titles


def _names(text: str) -> Iterable[str]:
    """What stands in bold in a guide is a page, a button or a field, named as on the page."""
    yield from (name for name in BOLD.findall(text) if name not in _said())


RULES = (_commands, _addresses, _settings, _files, _tests)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_what_a_document_names_exists(path: Path) -> None:
    text = path.read_text()
    assert [wrong for rule in RULES for wrong in rule(text)] == []


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_calls_pages_and_buttons_by_their_names(name: str) -> None:
    assert list(_names((ROOT / "docs" / name).read_text())) == []


def test_the_readme_leads_to_every_document() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [path.name for path in DOCS if f"docs/{path.name}" not in readme] == []


def test_every_line_of_the_security_table_says_how_it_is_known() -> None:
    text = (ROOT / "docs" / "security.md").read_text()
    lines = [line.split("|") for line in text.splitlines() if re.match(r"\| \d+\.\d+\.\d+", line)]
    assert len(lines) > 100
    known = re.compile(r"tests/[\w/]+\.py::\w+|not applicable|by the operator|not met|partly")
    assert [line[1] for line in lines if not known.search(line[-2])] == []


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (_commands, "`portal backupp DIR`"),
        (_commands, "`portal person burn`"),
        (_commands, "    portal retention --dry-runn"),
        (_addresses, "`/desk/nowhere/`"),
        (_addresses, "`GET /api/v1/dossiers`"),
        (_settings, "`BACKUP_DIRR`"),
        (_files, "`deploy/roll.bash`"),
        (_files, "[picture](pictures/none.webp)"),
        (_files, "python -m tests.fault.nothing_full"),
        (_tests, "`tests/rules/test_docs.py::test_none`"),
        (_names, "**Trang không có thật**"),
    ],
)
def test_a_planted_fault_is_found(rule: Callable[[str], Iterable[str]], planted: str) -> None:
    assert list(rule(planted)), planted
