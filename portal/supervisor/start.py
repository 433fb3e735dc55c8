"""One start from the first server to the last address printed, and its end."""

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from portal.supervisor import checks, plan, services, stop
from portal.supervisor.errors import Failed
from portal.supervisor.home import ADDRESSES, Home
from portal.supervisor.options import ROOT, Options
from portal.supervisor.plan import Plan
from portal.supervisor.process import Process, Server
from portal.supervisor.signals import Calls
from portal.supervisor.watch import Watch

GLANCE = 0.05  # seconds between two looks at our own children
CALM = 0.2  # ... and between two questions to a server, which has better things to do while it starts
SLOWEST = 180.0  # seconds a start may take until everything answers
PREPARED = "prepared.txt"


class Start:
    """Everything that runs for one `./run`; the caller holds the home's lock."""

    def __init__(
        self, options: Options, home: Home, root: Path, calls: Calls, say: Callable[[str], None]
    ) -> None:
        self.options, self.home, self.root, self.calls, self.say = options, home, root, calls, say
        self.watch = Watch(say)
        self.servers: list[Server] = []
        self.simulator: list[Process] = []
        self.programs: list[Process] = []
        self.building: Process | None = None
        self.chosen: Mapping[str, str] = {}

    def up(self) -> None:
        """Until everything answers."""
        begun = time.monotonic()
        self._serve(os.environ)
        plan.keep(self.home, self.chosen)
        made = Plan(
            self.options,
            self.home,
            self.root,
            dict(os.environ) | dict(self.chosen) | {"PYTHONUNBUFFERED": "1"},
        )
        if plan.is_simulated(os.environ):
            self._launch(self.simulator, made.zalosim())
        if not self._is_prepared():
            self._until(lambda: all(server.is_ready() for server in self.servers), "the database", GLANCE)
            self._prepare(made.prepare())
        self.say("starting web, relay and workers ...")  # they wait for a database that is still starting
        for process in (made.web(), made.relay(), *made.workers()):
            self._launch(self.programs, process)
        if self.simulator:
            self._until(lambda: checks.answers(self.options.zalo_port, "/_sim/state"), "zalosim", CALM)
        self._until(lambda: checks.answers(self.options.port, "/readyz"), "the portal (/readyz)", CALM)
        self.say(f"up after {time.monotonic() - begun:.1f} s")
        self._mini(made)

    def stay(self) -> None:
        """Until somebody calls (Stopped) or a program is beyond help (Failed)."""
        while True:
            self._once()
            self._built()
            time.sleep(CALM)

    def down(self) -> None:
        """Everything, in order; nothing of ours is left but the data."""
        postgres = [server for server in self.servers if server.name == "postgres"]
        queue = [server for server in self.servers if server.name != "postgres"]
        stop.in_order([self.programs, self.simulator, postgres, queue], lambda: self.calls.is_urgent)
        (self.home.path / ADDRESSES).unlink(missing_ok=True)
        self.home.remove_sockets()

    def _mini(self, made: Plan) -> None:
        """Build the Mini App beside everything else; until then its address says so."""
        if not plan.has_mini(self.options, self.root, os.environ):
            return
        if not plan.has_node():
            self.say(plan.NO_NODE)
            return
        self.building = made.mini()
        self.programs.append(self.building)
        self.building.launch()

    def _built(self) -> None:
        """Tell once how the Mini App came out."""
        if self.building is None or self.building.is_alive:
            return
        if self.building.exit_code != 0:
            self.say(f"the Mini App could not be built; see {self.building.log}")
        self.programs.remove(self.building)
        self.building = None

    def _serve(self, environment: Mapping[str, str]) -> None:
        """The embedded servers, each unless the environment names one."""
        urls = {
            "database_url": environment.get("DATABASE_URL", ""),
            "redis_url": environment.get("REDIS_URL", ""),
        }
        if not urls["redis_url"]:
            queue = services.valkey(self.home)
            urls["redis_url"] = queue.url
            self._serve_one(queue)
        if not urls["database_url"]:
            database = services.postgres(self.home)
            urls["database_url"] = database.url
            self.say("starting the database ...")
            self._serve_one(database)
        self.chosen = plan.settings(self.options, self.home, environment, **urls)

    def _serve_one(self, server: Server) -> None:
        self.servers.append(server)
        self.watch.launch(server)

    def _launch(self, group: list[Process], process: Process) -> None:
        group.append(process)
        self.watch.launch(process)

    def _is_prepared(self) -> bool:
        """Whether nothing changed since the last time; a database of one's own is always looked at."""
        is_ours = any(server.name == "postgres" for server in self.servers)
        stamp = self.home.path / PREPARED
        return is_ours and stamp.exists() and stamp.read_text() == checks.preparation(self.root, self.chosen)

    def _prepare(self, process: Process) -> None:
        """Schema, catalogue, demo; tried again at the next start unless it ends well."""
        self.say("preparing the database ...")
        stamp, mark = self.home.path / PREPARED, checks.preparation(self.root, self.chosen)
        stamp.unlink(missing_ok=True)
        self.programs.append(process)
        process.launch()
        while process.is_alive:
            self._once()
            time.sleep(GLANCE)
        if process.exit_code != 0:
            raise Failed(
                f"The database could not be prepared; the last words ({process.log}):\n{process.tail()}"
            )
        self.programs.remove(process)
        stamp.write_text(mark)

    def _until(self, holds: Callable[[], bool], what: str, pause: float) -> None:
        deadline = time.monotonic() + SLOWEST
        while not holds():
            self._once()
            if time.monotonic() > deadline:
                raise Failed(f"{what} did not answer within {SLOWEST:.0f} s; see {self.home.path / 'logs'}")
            time.sleep(pause)

    def _once(self) -> None:
        self.calls.check()
        self.watch.look()


def addresses(options: Options, home: Home, chosen: Mapping[str, str]) -> list[str]:
    """`label value` lines for scripts and people (contract.md 7)."""
    lines = [f"ready {options.portal_url}"]
    if plan.is_simulated(os.environ):
        lines.append(f"phone {options.zalo_url}/")
    lines.append(f"desk {options.portal_url}/desk/")
    if plan.has_mini(options, ROOT, os.environ) and plan.has_node():
        host = f"h5.zdn.vn.localhost:{options.zalo_port}"  # its SDK knows Zalo by the name
        lines.append(f"mini http://{host}/zapps/{chosen['MINIAPP_ID']}/")
    if not options.is_demo:
        return lines
    lines += ["one-stop-client demo", f"one-stop-secret {chosen['ONE_STOP_DEMO_SECRET']}"]
    lines += [f"zalo-app-id {chosen['ZALO_APP_ID']}", f"zalo-oa-secret {chosen['ZALO_OA_SECRET']}"]
    sign_ins = home.path / "sign-ins.json"
    people = json.loads(sign_ins.read_text()) if sign_ins.exists() else []
    return lines + [f"sign-in {who['role']} {who['user']} {who['password']}" for who in people]
