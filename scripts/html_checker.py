"""The Nu HTML checker and acorn for the tests: found or fetched through npm, every file by its hash."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv/checkers"
LOCKED = ROOT / "scripts/checkers"
JAR = "node_modules/vnu-jar/build/dist/vnu.jar"
# htmx's attributes are not in the standard; what the checker says of anything else stands.
# A button that sends a form may be a switch: ARIA in HTML names no type, only the checker's schema does.
ALLOWED = (
    r"Attribute .hx-[a-z-]+. not allowed on element .*"
    r"|Bad value .submit. for attribute .type. on element .button.\."
)
PARSE = """
const acorn = require(process.argv[1]), fs = require("fs"), wrong = [];
const ecmaVersion = Number(process.argv[2]);
for (const file of process.argv.slice(3)) {
  try { acorn.parse(fs.readFileSync(file, "utf8"), {ecmaVersion}); }
  catch (error) { wrong.push(file + ": " + error.message); }
}
console.log(JSON.stringify(wrong));
"""


class Missing(Exception):
    """A tool is not on this machine; the words say which and how to get it."""


@dataclass(frozen=True)
class Complaint:
    """One error of one page."""

    page: str
    line: int
    text: str
    extract: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.text}\n    {self.extract}"


def check(pages: Mapping[str, str], *, java: str | None = None) -> list[Complaint]:
    """What the checker says against whole pages, by their names; one Java process reads all of them.

    Raises Missing where there is no Java or the checker cannot be fetched.
    """
    program = java or shutil.which("java")
    if program is None:
        raise Missing("no Java: install one, e.g. `apt-get install default-jre-headless`")
    jar = _packages() / JAR
    with tempfile.TemporaryDirectory(prefix="portal-html-") as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number:04d}.html"
            path.write_text(html, "utf-8")
            names[path.name] = name
        # The first of its compilers alone: a run of seconds never earns the second one's work back.
        quick = [program, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar", str(jar)]
        options = ["--exit-zero-always", "--format", "json", "--errors-only", "--filterpattern", ALLOWED]
        done = subprocess.run([*quick, *options, folder], capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise RuntimeError(f"the HTML checker failed: {done.stderr[-2000:]}")
    return [_complaint(one, names) for one in json.loads(done.stderr or '{"messages": []}')["messages"]]


def _complaint(told: Mapping[str, object], names: Mapping[str, str]) -> Complaint:
    place = Path(str(told.get("url", ""))).name
    extract = " ".join(str(told.get("extract", "")).split())
    line = int(str(told.get("lastLine", 0)))
    return Complaint(names.get(place, place), line, str(told.get("message", "")), extract[:300])


def newer_than(year: int, files: Iterable[Path]) -> list[str]:
    """Scripts that need a younger JavaScript than this year's, and where. Raises Missing without Node."""
    node = shutil.which("node")
    if node is None:
        raise Missing("no Node: install one, e.g. `apt-get install nodejs npm`")
    acorn = _packages() / "node_modules/acorn"
    command = [node, "-e", PARSE, str(acorn), str(year), *(str(file) for file in files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    told: list[str] = json.loads(done.stdout)
    return told


def _packages() -> Path:
    """The folder with both, fetched once; fetched again when the lock file changed."""
    lock = (LOCKED / "package-lock.json").read_bytes()
    kept = HOME / "package-lock.json"
    if (HOME / JAR).is_file() and kept.is_file() and kept.read_bytes() == lock:
        return HOME
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("no npm to fetch the checkers with: `apt-get install npm`")
    fresh = HOME.with_name(f"checkers-{os.getpid()}")
    shutil.copytree(LOCKED, fresh)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, timeout=300)
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Missing(f"npm could not fetch the checkers: {done.stderr.strip()[-300:]}")
    shutil.rmtree(HOME, ignore_errors=True)
    fresh.rename(HOME)
    return HOME
