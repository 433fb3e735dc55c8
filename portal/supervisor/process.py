"""One program of ours: dies with us, writes to its log file, stops politely and then by force."""

import pwd
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.supervisor import kernel
from portal.supervisor.errors import Failed

STEP = 0.02  # seconds between two looks
TAIL_BYTES = 16_384


def group_of(user: str | None) -> int | None:
    """The group of the user a program is started as, when that is not us."""
    return pwd.getpwnam(user).pw_gid if user else None


class Process:
    """A command, its place and its log; may be started again after it ended."""

    stop_signal = signal.SIGTERM
    quick_signal = signal.SIGKILL
    patience = 10.0  # seconds between asking and forcing

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
    ) -> None:
        self.name, self.command, self.log, self.env, self.cwd, self.user = name, command, log, env, cwd, user
        self._popen: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it without waiting; it leads a session of its own, so Ctrl-C reaches only us."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=kernel.die_with_parent(self.stop_signal),  # noqa: PLW1509
                user=self.user,
                group=group_of(self.user),
                extra_groups=[] if self.user else None,
            )

    @property
    def pid(self) -> int | None:
        """Its process id, while it lives."""
        return self._popen.pid if self._popen and self.is_alive else None

    @property
    def is_alive(self) -> bool:
        """Whether it runs now."""
        return self._popen is not None and self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended, or None while it runs or was never started."""
        return self._popen.poll() if self._popen else None

    def send(self, number: signal.Signals) -> None:
        """Signal it, if it lives."""
        if self._popen:
            self._popen.send_signal(number)  # knows of a child that ended meanwhile

    def wait(self, seconds: float) -> bool:
        """Whether it ended within this time."""
        deadline = time.monotonic() + seconds
        while self.is_alive and time.monotonic() < deadline:
            time.sleep(STEP)
        return not self.is_alive

    def stop(self) -> None:
        """Ask it to end, wait, and force it when it does not."""
        self.send(self.stop_signal)
        self.wait(self.patience)
        self.kill()

    def kill(self) -> None:
        """End it at once (SIGKILL) with all it started; also tidies up after one that ended by itself."""
        if self._popen is None:
            return
        leader = self._popen.pid
        self._popen.kill()
        self._popen.wait()
        kernel.kill_all(kernel.of_session(leader) + self.strays())
        self._popen = None

    def strays(self) -> list[int]:
        """Processes it may have left outside its session."""
        return []

    def tail(self, lines: int = 20) -> str:
        """The end of its log."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - TAIL_BYTES))
                return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


class Server(Process):
    """A program that takes connections once it is ready."""

    def is_ready(self) -> bool:
        """Whether it answers."""
        raise NotImplementedError

    def wait_ready(self, seconds: float = 60.0) -> None:
        """Until it answers; Failed with its last words when it ends or the time is up."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if not self.is_alive or time.monotonic() > deadline:
                raise Failed(f"{self.name} did not start:\n{self.tail()}")
            time.sleep(STEP)

    def start(self) -> None:
        """Launch it and wait until it answers."""
        self.launch()
        self.wait_ready()

    def restart(self) -> None:
        """Stop it if it lives, then start it on the same data."""
        self.stop()
        self.start()
