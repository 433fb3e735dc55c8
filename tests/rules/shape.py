"""What each rule of the house looks for; every finder takes a folder and returns complaints."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).resolve().parents[2]
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u00c0-\u1ef9]")
FOLDING = "(?i)NFK?D|combining|decomposition|unidecode|đ|\\\\u011"
_JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
_TAGS = re.compile(r"<[^>]*>", re.DOTALL)
_SHOWN_ATTRIBUTES = re.compile(r'\b(?:aria-label|alt|title|placeholder|content)="([^"{]*)"')
_INLINE = re.compile(
    r"<style[\s>]|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)[^>]*>|javascript:", re.IGNORECASE
)


def modules(root: Path, *folders: str, saying: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file below the folders that says one of these words at all, parsed."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text()
            if re.search(saying, text):
                yield path, ast.parse(text)


def commits(root: Path) -> list[str]:
    """Places outside core/db.py that commit or roll back."""
    return [
        f"{path.relative_to(root)}:{node.lineno}"
        for path, tree in modules(root, "portal", saying="commit|rollback")
        if path != root / "portal/core/db.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
        and not node.args
    ]


def environment_readers(root: Path) -> list[str]:
    """Places outside settings and the supervisor that read the environment."""
    free = {root / "portal/core/settings.py", root / "portal/core/faults.py"}
    return [
        f"{path.relative_to(root)}:{node.lineno}"
        for path, tree in modules(root, "portal", saying="environ|getenv")
        if path not in free and not {"supervisor", "bench"} & set(path.parts)
        for node in ast.walk(tree)
        if _reads_environment(node)
    ]


def _reads_environment(node: ast.AST) -> TypeGuard[ast.Attribute | ast.ImportFrom]:
    """`os.environ`, `os.getenv`, or one of them taken out of `os`; a request has an `environ` too."""
    wanted = {"environ", "getenv"}
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(one.name in wanted for one in node.names)
    is_os = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    return is_os and isinstance(node, ast.Attribute) and node.attr in wanted


def silent_modules(root: Path) -> list[str]:
    """Modules that do not open with a sentence."""
    trees = modules(root, "portal", "zalosim", "tests", saying=r"\A(?!\s*(?:#[^\n]*\n\s*)*\"\"\"\w)")
    return [str(path.relative_to(root)) for path, tree in trees if not ast.get_docstring(tree)]


def trusted_html(root: Path) -> list[str]:
    """Places outside core/sanitize.py that declare HTML safe."""
    named = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path, tree in modules(root, "portal", saying="Markup")
        if path.name != "sanitize.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "Markup")
        or (isinstance(node, ast.Attribute) and node.attr == "Markup")
    ]
    said = [
        str(path.relative_to(root))
        for path in sorted((root / "templates").rglob("*.html"))
        if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text())
    ]
    return named + said


def second_folds(root: Path) -> list[str]:
    """Places outside core/search.py that take marks off letters: two folds soon differ."""
    return [
        f"{path.relative_to(root)}:{node.lineno}"
        for path, tree in modules(root, "portal", saying=FOLDING)
        if path != root / "portal/core/search.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and node.value in {"NFD", "NFKD"})
        or (isinstance(node, ast.Attribute) and node.attr in {"combining", "decomposition"})
        or (isinstance(node, ast.Import | ast.ImportFrom) and "unidecode" in ast.unparse(node).lower())
        or (isinstance(node, ast.Call) and re.search(r"(?:maketrans|replace)\(.*[đĐ]", ast.unparse(node)))
    ]


def inline_code(root: Path) -> list[str]:
    """Templates with script or style of their own, which the content policy would refuse."""
    found = []
    for path in sorted((root / "templates").rglob("*.html")):
        plain = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
        found += [f"{path.relative_to(root)}: {hit.group(0)!r}" for hit in _INLINE.finditer(plain)]
    return found


def untranslated(root: Path) -> list[str]:
    """Vietnamese in templates outside `_()`, which English could never reach."""
    found = []
    for path in sorted((root / "templates").rglob("*.html")):
        if path.name == "_gallery.html":  # samples for staff, not sentences of the product
            continue
        text = _JINJA.sub(" ", path.read_text())
        shown = [*_SHOWN_ATTRIBUTES.findall(text), *_TAGS.sub("\n", text).splitlines()]
        found += [f"{path.relative_to(root)}: {line.strip()}" for line in shown if VIETNAMESE.search(line)]
    return found


def long_modules(root: Path, most: int = 300) -> list[str]:
    """Modules past the length at which a seam is surely there."""
    paths = [path for name in ("portal", "zalosim") for path in sorted((root / name).rglob("*.py"))]
    return [f"{p.relative_to(root)}: {n}" for p in paths if (n := len(p.read_text().splitlines())) > most]
