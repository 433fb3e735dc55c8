"""What `./test` becomes once the packages are there: linters side by side, then every test."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts import browser

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
OWN = ("--quick", "--all")
LINTERS = {
    "mypy": ["mypy"],
    "ruff check": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
    "lint-imports": ["lint-imports", "--config", ".importlinter"],
}
NO_BROWSER = (
    "no browser was found or could be installed: install Chromium (`apt-get install chromium`),"
    " or name one in PORTAL_BROWSER"
)


def say(text: str) -> None:
    print(text, flush=True)


def lint(name: str) -> bool:
    """Run one linter; its words are shown only when it complains."""
    begun = time.monotonic()
    command = [str(BIN / LINTERS[name][0]), *LINTERS[name][1:]]
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    is_clean = done.returncode == 0
    words = "" if is_clean else f"\n{done.stdout.rstrip()}"
    say(f"{name}: {'clean' if is_clean else 'FAILED'} in {time.monotonic() - begun:.1f} s{words}")
    return is_clean


def lint_all() -> list[str]:
    """All linters, two at a time; the names of those that complained."""
    names = [name for name in LINTERS if name != "lint-imports" or (ROOT / ".importlinter").exists()]
    with ThreadPoolExecutor(2) as pool:
        return [name for name, is_clean in zip(names, pool.map(lint, names), strict=True) if not is_clean]


def pytest_arguments(arguments: list[str]) -> list[str]:
    """The person's own, and ours where they said nothing."""
    said = [argument for argument in arguments if argument not in OWN]
    ours = []
    if not any(argument.startswith(("-n", "--numprocesses", "--pdb", "--trace")) for argument in said):
        ours += ["-n", "2", "--dist", "loadgroup"]
    if "--quick" in arguments and "-m" not in said:
        ours += ["-m", "not browser and not fault"]
    return ours + said


def with_browser(environment: dict[str, str], is_quick: bool) -> dict[str, str]:
    """The tests' environment: PORTAL_BROWSER, or why there is none."""
    if is_quick:
        return environment
    found = browser.find(environment, say)
    if found:
        return environment | {"PORTAL_BROWSER": found}
    return {**environment, "PORTAL_BROWSER": "", "PORTAL_BROWSER_MISSING": NO_BROWSER}


def main(arguments: list[str]) -> int:
    """Linters (left out when the person asks for particular tests), then pytest, whose line is the last."""
    is_ci = bool(os.environ.get("CI"))
    environment = with_browser(dict(os.environ), "--quick" in arguments)
    if is_ci and environment.get("PORTAL_BROWSER_MISSING"):
        say(NO_BROWSER)
        return 1
    is_focused = any(argument not in OWN for argument in arguments)
    complaints = lint_all() if is_ci or "--all" in arguments or not is_focused else []
    if complaints:
        say(f"complaints from: {', '.join(complaints)} (see above); running the tests all the same")
    command = [sys.executable, "-P", "-m", "pytest", *pytest_arguments(arguments)]
    code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    return code or int(bool(complaints))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
