"""`./run` as a whole, with small programs in the places of web, worker and simulator."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.supervisor import plan, secrets, services

STANDIN = Path(__file__).parent / "standin"
STARTER = """
import sys, pathlib
from portal.supervisor.main import main
sys.exit(main(sys.argv[2:], pathlib.Path(sys.argv[1])))
"""
OUTSIDE = {"DATABASE_URL", "REDIS_URL", "BASE_URL", *plan.ZALO_BASES, *secrets.MAKERS}
pytestmark = pytest.mark.fault


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(home: Path) -> list[str]:
    """Every living process that was told of this home, by the kernel's own account."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(home) in (entry / "environ").read_text(errors="replace"):
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found + [line for line in commands() if str(home) in line and STARTER not in line]


def commands() -> list[str]:
    said = subprocess.run(["ps", "-eo", "stat=,args="], capture_output=True, text=True).stdout
    return [line for line in said.splitlines() if not line.startswith("Z")]


class Run:
    """One `./run` in a home and on ports of its own."""

    def __init__(self, home: Path, database: Path | None = None) -> None:
        self.home, self.port, self.zalo_port, self.database = home, free_port(), free_port(), database
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def furnish(self) -> "Run":
        """Put the empty database there, as a first start would."""
        assert self.database
        self.home.mkdir(mode=0o700)
        secrets.of_home(self.home / "secrets.env", {})
        shutil.copytree(self.database, self.home / "postgres")
        return self

    def start(self, *options: str, **environment: str) -> "Run":
        env = {name: value for name, value in os.environ.items() if name not in OUTSIDE} | environment
        ports = ["--port", str(self.port), "--zalo-port", str(self.zalo_port), "--home", str(self.home)]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", STARTER, STANDIN, *ports, *options],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self

    def until_ready(self) -> list[str]:
        assert self.process
        assert self.process.stdout
        said = os.read(self.process.stdout.fileno(), 65536).decode()  # they are written in one piece
        if not said:
            pytest.fail(self.result()[1])
        self.lines = said.splitlines()
        return self.lines

    def secret(self, name: str) -> str:
        file = self.home / "secrets.env"
        lines = file.read_text().splitlines() if file.exists() else []
        return next((line.partition("=")[2] for line in lines if line.startswith(f"{name}=")), "-")

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        assert self.process
        self.process.send_signal(number)
        return self.result()

    def result(self) -> tuple[int, str]:
        assert self.process
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def names(self) -> set[str]:
        return {entry.name for entry in self.home.iterdir()} if self.home.exists() else set()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once: making one takes longer than all the rest of a start."""
    home = tmp_path_factory.mktemp("template")
    with services.embedded(home, durable=False):
        return home / "postgres"


@pytest.fixture
def run(tmp_path: Path, database: Path) -> Iterator[Run]:
    made = Run(tmp_path / "var", database)
    yield made
    if made.process:
        made.process.kill()
        made.process.communicate()
        deadline = time.monotonic() + 10
        while processes_of(made.home) and time.monotonic() < deadline:
            time.sleep(0.05)


def test_it_says_ready_once_all_answer_and_leaves_nothing_behind(run: Run) -> None:
    lines = run.start("--workers", "2").until_ready()
    assert lines[0] == f"ready http://127.0.0.1:{run.port}"
    assert f"phone http://127.0.0.1:{run.zalo_port}/" in lines
    assert f"desk http://127.0.0.1:{run.port}/desk/" in lines
    assert "one-stop-client demo" in lines
    assert f"one-stop-secret {run.secret('ONE_STOP_DEMO_SECRET')}" in lines
    assert f"zalo-app-id {run.secret('ZALO_APP_ID')}" in lines
    assert lines[-1] == "sign-in leader lan secret words"
    assert run.home.stat().st_mode & 0o777 == 0o700
    assert (run.home / "addresses.env").stat().st_mode & 0o777 == 0o600
    assert (run.home / "logs/worker-2.log").exists()
    code, said = run.end()
    assert (code, said.splitlines()[-1]) == (0, "stopped")
    assert processes_of(run.home) == []
    assert not run.names() & {"lock", "run", "addresses.env"}


def test_a_second_start_prepares_nothing_and_keeps_the_secrets(run: Run) -> None:
    first = run.furnish().start().until_ready()
    run.end(signal.SIGTERM)
    assert run.start().until_ready() == first
    assert (run.home / "tables").read_text() == "prepared\n"
    run.end()
    without_demo = run.start("--no-demo").until_ready()
    assert (run.home / "tables").read_text() == "prepared\n" * 2
    assert not any(line.startswith(("sign-in", "zalo-", "one-stop-")) for line in without_demo)


def test_the_worker_may_finish_its_call_before_the_servers_go(run: Run) -> None:
    run.furnish().start(STANDIN_CALL_SECONDS="1.5").until_ready()
    code, _ = run.end(signal.SIGTERM)
    assert code == 0
    ended = float((run.home / "work-ended").read_text())
    servers = ("logs/postgres.log", "logs/valkey.log", "logs/zalosim.log")
    assert ended < min((run.home / log).stat().st_mtime for log in servers[:2])


def test_a_second_call_does_not_wait(run: Run) -> None:
    run.furnish().start(STANDIN_CALL_SECONDS="30").until_ready()
    assert run.process
    begun = time.monotonic()
    run.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert run.process.poll() is None
    code, _ = run.end(signal.SIGINT)
    assert code == 0
    assert time.monotonic() - begun < 8
    assert processes_of(run.home) == []


def test_killed_outright_it_takes_everything_along(run: Run) -> None:
    run.furnish().start().until_ready()
    assert len(processes_of(run.home)) >= 6
    run.end(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while left := processes_of(run.home):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
    run.start().until_ready()  # and the home is not hurt


def test_killed_servers_and_web_come_back(run: Run) -> None:
    run.furnish().start().until_ready()
    found = subprocess.run(
        ["pgrep", "-f", f"postgres -D {run.home}|{run.home}/run/valkey|{run.port} wsgi:app"],
        capture_output=True,
    )
    for pid in found.stdout.split():
        os.kill(int(pid), signal.SIGKILL)
    time.sleep(1)
    deadline = time.monotonic() + 20
    while not (run.home / "run/.s.PGSQL.5432").exists() or not is_open(run.port):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    code, said = run.end()
    assert code == 0
    assert {line.split()[0] for line in said.splitlines() if "starting it again" in line} == {
        "postgres",
        "valkey",
        "web",
    }


def is_open(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def test_a_program_that_keeps_dying_ends_the_start_with_its_last_words(run: Run) -> None:
    code, said = run.furnish().start(STANDIN_DIES="relay").result()
    assert code == 1
    assert "relay ended 4 times within a minute" in said
    assert "no message can be sent today" in said
    assert processes_of(run.home) == []
    assert not run.names() & {"lock", "run"}


def test_a_preparation_that_fails_ends_the_start_and_is_tried_again(run: Run) -> None:
    code, said = run.furnish().start(STANDIN_DIES="prepare").result()
    assert code == 1
    assert "the catalogue is torn" in said
    assert processes_of(run.home) == []
    run.start().until_ready()


@pytest.mark.parametrize("option", ["--port", "--zalo-port"])
def test_a_busy_port_is_one_sentence_and_nothing_is_made(run: Run, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", run.port if option == "--port" else run.zalo_port))
        taken.listen()
        code, said = run.start().result()
    assert code == 2
    port = run.port if option == "--port" else run.zalo_port
    assert said == f"Port {port} is in use: stop what uses it, or choose another with {option}.\n"
    assert not run.home.exists()


def test_a_home_in_use_is_one_sentence_and_the_first_goes_on(run: Run, tmp_path: Path) -> None:
    run.furnish().start().until_ready()
    second = Run(run.home)
    code, said = second.start("--fresh").result()
    assert run.process
    assert code == 2
    assert said.startswith(f"{run.home} is in use by process {run.process.pid}: ")
    assert said.count("\n") == 1
    assert (run.home / "secrets.env").exists()
    assert run.process.poll() is None


def test_fresh_begins_anew_but_never_in_a_foreign_folder(run: Run, tmp_path: Path) -> None:
    run.furnish().start().until_ready()
    secret = run.secret("SECRET_KEY")
    run.end()
    run.start("--fresh").until_ready()
    assert run.secret("SECRET_KEY") != secret
    run.end()
    run.home = tmp_path / "photos"
    run.home.mkdir()
    (run.home / "one.jpg").touch()
    code, said = run.start("--fresh").result()
    assert (code, said.count("\n")) == (2, 1)
    assert run.names() == {"one.jpg"}


def test_services_of_your_own_are_used_instead(run: Run) -> None:
    run.start(DATABASE_URL="postgresql://elsewhere/portal", REDIS_URL="redis://elsewhere").until_ready()
    assert (run.home / "beat").read_text() == "redis://elsewhere"
    assert not run.names() & {"postgres", "valkey"}
    run.end()
    run.start(DATABASE_URL="postgresql://elsewhere/portal", REDIS_URL="redis://elsewhere").until_ready()
    assert (run.home / "tables").read_text() == "prepared\n" * 2  # it may have been emptied meanwhile


@pytest.mark.parametrize(
    "said", [["--port", "0"], ["--port", "x"], ["--workers", "0"], ["--port", "9", "--zalo-port", "9"]]
)
def test_a_wrong_option_is_told(tmp_path: Path, said: list[str]) -> None:
    command = [sys.executable, "-m", "portal.supervisor", *said, "--home", str(tmp_path / "var")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "error:" in done.stderr
    assert not (tmp_path / "var").exists()
