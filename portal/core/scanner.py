"""QR codes in foreign pictures, read by a confined process that stays warm for many (reliability.md R23)."""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self, cast

from portal.core import picture_facts
from portal.core.images import WORDS, BadPicture

LENS = "portal.core.lens"  # never imported here: zxing and Pillow stay out of whoever asks
SECONDS = 5.0  # for one picture, the start of the process included
MOST_ANSWER = 64 * 1024
PICTURES_A_LIFE = 100  # then the next picture meets a fresh process


@dataclass(frozen=True)
class Seen:
    """What a picture's codes say, and how many ways of looking it took."""

    texts: tuple[str, ...]
    tries: int


class Scanner:
    """Holds the confined process; use it in a `with`, so that none is left behind."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._pictures = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> "subprocess.Popen[bytes]":
        """Warm up: nothing is waited for, so a picture may be fetched meanwhile."""
        if self._child is None or self._child.poll() is not None or self._pictures >= PICTURES_A_LIFE:
            self.close()
            program = [sys.executable, "-I", "-m", LENS]  # -I: nothing of our environment leads it
            self._child = subprocess.Popen(  # noqa: S603 - our own program, nothing foreign in the command
                program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
            )
            self._pictures = 0
        return self._child

    def read(self, raw: bytes) -> Seen:
        """What the codes of a picture say; raises BadPicture (large, empty, kind, pixels, broken).

        A process that a picture killed, or that took too long, is replaced at the next call.
        """
        if not raw:
            raise BadPicture("empty")
        if len(raw) > picture_facts.LARGEST_CODE:
            raise BadPicture("large")
        told = self._asked(raw, self.start())
        if told["how"] != picture_facts.DONE:
            raise BadPicture(WORDS.get(told["how"], "broken"))
        return Seen(tuple(told["texts"]), told["tries"])

    def _asked(self, raw: bytes, child: "subprocess.Popen[bytes]") -> dict[str, Any]:
        self._pictures += 1
        clock = threading.Timer(self._seconds, child.kill)
        clock.start()
        try:
            given, made = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
            given.write(picture_facts.HEAD.pack(len(raw)) + raw)
            given.flush()
            (size,) = picture_facts.HEAD.unpack(_exactly(made, picture_facts.HEAD.size))
            told: dict[str, Any] = json.loads(_exactly(made, min(size, MOST_ANSWER)))
        except (OSError, EOFError, ValueError):
            self.close()
            raise BadPicture("pixels") from None  # a picture too heavy for any phone to have taken
        finally:
            clock.cancel()
        return told

    def close(self) -> None:
        """End the process; a repeat changes nothing."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    raw = pipe.read(size)
    if len(raw) < size:
        raise EOFError
    return raw
