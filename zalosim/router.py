"""Which part of Zalo an address belongs to, with the scripted failures in between."""

import threading
from collections.abc import Callable
from typing import Any

from zalosim import container, graph, oauth, phone, sms
from zalosim.business import gate as business
from zalosim.control import gate as control
from zalosim.faults import play
from zalosim.openapi import gate as openapi
from zalosim.wire import Answer, Request
from zalosim.world import World

PARTS: tuple[Callable[[World, Request], Answer | None], ...] = (
    oauth.answer,
    graph.answer,
    business.answer,
    sms.answer,
)


class Router:
    """One function for the listener: a request in, an answer out."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, request: Request) -> Answer:
        """Answer as Zalo, as the control, or as the phone."""
        if request.path.startswith("/_sim/"):
            return control.answer(self.world, request)
        if (shown := phone.answer(self.world, request)) is not None:
            return shown
        if (framed := container.answer(self.world, request)) is not None:
            return framed
        with self.world.lock:
            self.world.calls[request.path] = self.world.calls.get(request.path, 0) + 1
        fault = self.world.faults.pick(request)
        if fault is not None:
            return play(fault, request, self._zalo, self._later)
        return self._zalo(request)

    def _zalo(self, request: Request) -> Answer:
        if request.path.startswith(openapi.FAMILIES):
            return openapi.answer(self.world, request)
        for answer in PARTS:
            if (given := answer(self.world, request)) is not None:
                return given
        return Answer.text("empty api", 404)

    def _later(self, seconds: float, work: Callable[[], Any]) -> None:
        epoch = self.world.epoch

        def unless_reset() -> None:
            if self.world.epoch == epoch:
                work()

        timer = threading.Timer(seconds, unless_reset)
        timer.daemon = True
        timer.start()
