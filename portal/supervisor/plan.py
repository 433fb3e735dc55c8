"""What runs beside the two servers: each program's command and the environment all of them share."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from portal.supervisor import secrets
from portal.supervisor.home import ADDRESSES, SECRETS, Home
from portal.supervisor.options import Options
from portal.supervisor.process import Process

ZALO_BASES = ("ZALO_OAUTH_BASE", "ZALO_OPENAPI_BASE", "ZALO_BUSINESS_BASE", "ZALO_GRAPH_BASE")
MINI_APP = "3120945871236540987"  # of demo homes: the real one comes from Zalo's Mini App Center
NO_NODE = "no Node.js with npm: the Mini App is left out"
PORTAL = 'import sys; sys.argv[0] = "portal"; from portal.app import main; sys.exit(main())'
# the app is imported once and shared by the forked workers; the collector must not touch, and so copy, it
PRELOADED = "import gc, wsgi; from granian.cli import entrypoint; gc.freeze(); entrypoint()"
SLIM = "-OO"  # a worker and its job share 6 MB less without anybody's docstrings
WEB = (
    *("--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2", "--blocking-threads", "4"),
    # a connection that says nothing counts too, so this is far above what we can answer at once
    *(
        "--backlog",
        "1024",
        "--backpressure",
        "512",
        "--http",
        "1",
        "--no-ws",
        "--http1-header-read-timeout",
        "10000",
    ),
    *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "8"),
    *("--no-access-log", "--log-level", "warning"),
)


class Worker(Process):
    """Calls Zalo; a call under way may end in peace (reliability.md R10, R14)."""

    patience = 20.0


def is_simulated(environment: Mapping[str, str]) -> bool:
    """Whether any call to Zalo goes to the pretend one."""
    return not all(environment.get(base) for base in ZALO_BASES)


def settings(
    options: Options, home: Home, environment: Mapping[str, str], database_url: str, redis_url: str
) -> dict[str, str]:
    """What the programs read about this start; a name the environment gives keeps its value."""
    ours = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PORTAL_HOME": str(home.path),
        "BASE_URL": options.portal_url,
        **dict.fromkeys(ZALO_BASES, options.zalo_url),
    }
    chosen = {name: environment.get(name) or value for name, value in ours.items()}
    chosen |= {"PORTAL_HOME": str(home.path), "IS_DEMO": str(int(options.is_demo))}
    if options.is_demo:  # whoever tries it at night wants to see the notice arrive, too
        chosen["MINIAPP_ID"] = environment.get("MINIAPP_ID") or MINI_APP
        chosen |= {name: environment.get(name) or "0" for name in ("QUIET_FROM", "QUIET_UNTIL")}
    return chosen | secrets.of_home(home.path / SECRETS, environment)


def has_mini(options: Options, root: Path, environment: Mapping[str, str]) -> bool:
    """Whether this start shows the Mini App in the pretend Zalo, if it can be built."""
    return options.is_demo and is_simulated(environment) and (root / "miniapp/package-lock.json").exists()


def has_node() -> bool:
    """Whether the Mini App can be built here."""
    return bool(shutil.which("node") and shutil.which("npm"))


def keep(home: Home, chosen: Mapping[str, str]) -> None:
    """Leave the settings where the `portal` commands find them while this start lives."""
    secrets.write(home.path / ADDRESSES, chosen, "# Settings of the running start; gone when it stops.")


class Plan:
    """Makes the programs of one start."""

    def __init__(self, options: Options, home: Home, root: Path, env: Mapping[str, str]) -> None:
        self.options, self.home, self.root, self.env = options, home, root, env

    def _python(self, name: str, *arguments: str, kind: type[Process] = Process) -> Process:
        command = [sys.executable, *arguments]
        return kind(name, command, log=self.home.log(name), env=self.env, cwd=self.root)

    def prepare(self) -> Process:
        """Migrates, imports the catalogue, and the demo province when the home is empty."""
        demo = () if self.options.is_demo else ("--no-demo",)
        return self._python("prepare", "-c", PORTAL, "prepare", *demo)

    def zalosim(self) -> Process:
        """The pretend Zalo."""
        said = ["--port", str(self.options.zalo_port), "--state", str(self.home.path / "zalosim.json")]
        people = self.root / "portal/demo/people.json"
        if self.options.is_demo and people.exists():
            said += ["--people", str(people)]
        said += [
            "--webhook-url",
            f"{self.options.portal_url}/zalo/webhook",
            "--portal-url",
            self.options.portal_url,
        ]
        if self.options.is_demo:
            said += ["--mini-www", str(self.home.path / "miniapp")]
        return self._python("zalosim", "-m", "zalosim", *said)

    def mini(self) -> Process:
        """Builds the Mini App for this portal and ends; what was built of the same files stays."""
        where = [self.options.portal_url, str(self.home.path / "miniapp")]
        return self._python("miniapp", "-m", "scripts.miniapp", *where)

    def web(self) -> Process:
        """Answers citizens, staff, Zalo and the one-stop system."""
        return self._python("web", "-c", PRELOADED, *WEB, "--port", str(self.options.port), "wsgi:app")

    def relay(self) -> Process:
        """Hands due messages to the queue and keeps the clock's duties."""
        return self._python("relay", SLIM, "worker.py", "relay", kind=Worker)

    def workers(self) -> list[Process]:
        """Send the messages."""
        names = [f"worker-{number}" for number in range(1, self.options.workers + 1)]
        return [self._python(name, SLIM, "worker.py", "work", kind=Worker) for name in names]
