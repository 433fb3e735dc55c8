"""Lets Zalo's own tool build the package: `python -m scripts.zmp_build ORIGIN`; says what came of it.

zmp-cli asks for an npm package that stands in no registry any more (`fs`, which Node has itself); an empty
one of that name takes its place in `var/zmp-cli`, from where `node_modules/.bin/zmp login` and `deploy` work
as well. What the tool asks Zalo before a build (the number of the last version) is answered here, so that a
build needs neither an account nor a way to Zalo.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from scripts import miniapp

CLI = miniapp.ROOT / "var/zmp-cli"
VERSION = "4.0.3"
ZALO = "zmp-api.developers.zalo.me"
APP = "3120945871236540987"  # any number: the build only asks for its last version
HOOK = """const https = require("https"), http = require("http"), real = https.request;
https.request = function (to, call) {
  if (!String(to.hostname || to.host || "").includes("%s")) return real.apply(this, arguments);
  const { method, path, headers } = to;
  return http.request({ method, path, headers, host: "127.0.0.1", port: process.env.ZMP_ANSWERS }, call);
};
"""


class _NoVersionYet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = json.dumps({"error": 0, "err": 0, "data": {"latestVersion": 0}}).encode()
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_GET  # noqa: N815 - the server's name

    def log_message(self, *_: object) -> None:
        """Nothing: whoever builds wants the tool's own words."""


def tool(node: Path) -> Path:
    """Zalo's tool, installed once."""
    program = CLI / "node_modules/.bin/zmp"
    if not program.exists():
        (CLI / "fs").mkdir(parents=True, exist_ok=True)
        (CLI / "fs/package.json").write_text('{"name": "fs", "version": "0.0.1"}')
        wanted = {"private": True, "dependencies": {"zmp-cli": VERSION}, "overrides": {"fs": "file:./fs"}}
        (CLI / "package.json").write_text(json.dumps(wanted))
        _run([*miniapp.npm(node), "install", "--no-audit", "--no-fund"], CLI, miniapp.environment(node))
    return program


def build(portal: str, node: Path, home: Path) -> Path:
    """The folder that the tool has made of a copy of `miniapp/`."""
    app = home / "miniapp"
    apart = shutil.ignore_patterns("node_modules", "www", ".env")
    shutil.copytree(miniapp.SHELL, app, ignore=apart)
    shutil.copytree(miniapp.ROOT / "static", home / "static")
    (app / "node_modules").symlink_to(miniapp.SHELL / "node_modules")
    (app / ".env").write_text(f"APP_ID={APP}\nZMP_TOKEN=none\n")
    (home / "hook.js").write_text(HOOK % ZALO)
    answers = ThreadingHTTPServer(("127.0.0.1", 0), _NoVersionYet)
    threading.Thread(target=answers.serve_forever, daemon=True).start()
    told = {
        "VITE_PORTAL": portal,
        "NODE_OPTIONS": f"--require {home / 'hook.js'}",
        "ZMP_ANSWERS": str(answers.server_port),
    }
    try:
        _run([str(tool(node)), "build"], app, miniapp.environment(node) | told)
    finally:
        answers.shutdown()
    return app / "www"


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=miniapp.LONGEST
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def compare(theirs: Path, ours: Path) -> list[str]:
    """Files that only one of the two has; hashes in their names tell contents apart."""
    told = []
    for mine, other, who in ((theirs, ours, "zmp build"), (ours, theirs, "vite build")):
        missing = {p.name for p in mine.rglob("*") if p.is_file()} - {p.name for p in other.rglob("*")}
        told += [f"only {who} makes {name}" for name in sorted(missing - {miniapp.STAMP})]
    return told


def main(arguments: list[str]) -> int:
    """Build for the portal named; exit code 1 when the tool fails or makes another package than `./run`."""
    portal = arguments[0] if arguments else "https://dichvu.example.gov.vn"
    try:
        node = miniapp.node(os.environ)
        with tempfile.TemporaryDirectory(prefix="portal-zmp-") as folder:
            ours = miniapp.build(portal, Path(folder) / "ours")
            theirs = build(portal, node, Path(folder))
            other = compare(theirs, ours)
            listed = json.loads((theirs / "app-config.json").read_text())
    except (miniapp.NoNode, RuntimeError, OSError, subprocess.TimeoutExpired) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    print(f"zmp-cli {VERSION} has built it: {listed['listSyncJS'][0]}, {listed['listCSS'][0]}")
    print("\n".join(other) or "and it is the package that ./run shows")
    return int(bool(other))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
