"""What `./test` becomes once the packages are there: linters and every test, side by side."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from scripts import browser

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PROCESSES = min((os.cpu_count() or 1) + 2, 8)
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


@contextmanager
def linters(is_wanted: bool) -> Iterator[Callable[[], list[str]]]:
    """All linters, one after the other, beside what is done meanwhile; asked in the end: who complained."""
    names = [name for name in LINTERS if name != "lint-imports" or (ROOT / ".importlinter").exists()]
    with ThreadPoolExecutor(1) as pool:
        told = {name: pool.submit(lint, name) for name in names if is_wanted}
        yield lambda: [name for name in told if not told[name].result()]


def pytest_arguments(arguments: list[str]) -> list[str]:
    """The person's own, and ours where they said nothing."""
    said = [argument for argument in arguments if argument not in OWN]
    ours = []
    if not any(argument.startswith(("-n", "--numprocesses", "--pdb", "--trace")) for argument in said):
        # Two processes more than cores: tests that wait for a browser or a worker leave a core to others.
        ours += ["-n", str(PROCESSES), "--dist", "loadscope", "--no-loadscope-reorder"]
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
    """Linters (left out when the person asks for particular tests) beside pytest, whose line is the last."""
    is_ci = bool(os.environ.get("CI"))
    environment = with_browser(dict(os.environ), "--quick" in arguments)
    if is_ci and environment.get("PORTAL_BROWSER_MISSING"):
        say(NO_BROWSER)
        return 1
    is_focused = any(argument not in OWN for argument in arguments)
    command = [sys.executable, "-P", "-m", "pytest", *pytest_arguments(arguments)]
    with linters(is_ci or "--all" in arguments or not is_focused) as complaints:
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        if complaints():
            say(f"complaints from: {', '.join(complaints())} (see above)")
            return code or 1
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
