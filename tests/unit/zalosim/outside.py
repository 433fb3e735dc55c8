"""Who stands around the simulator in these tests: a client of its API, a receiver of its webhooks, An."""

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from zalosim.server import Sim

AN_ID = "6713920485510237746"
AN = {
    "user_id": AN_ID,
    "user_id_by_app": "3390176254408815527",
    "name": "Nguyễn Văn An",
    "phone": "0901234567",
    "is_following": True,
}


class Client:
    """Speaks HTTP to the simulator as a stranger would."""

    def __init__(self, sim: Sim) -> None:
        self.sim = sim
        self.headers: dict[str, str] = {}

    def raw(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one exchange on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.sim.port, timeout=10)
        try:
            sent = {name.replace("__", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Any:
        """A GET that answers JSON."""
        return json.loads(self.raw("GET", path, None, **{"access_token": "SimAccessToken", **headers})[2])

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """A POST of JSON that answers JSON."""
        usual = {"access_token": "SimAccessToken", "content__type": "application/json"}
        return json.loads(self.raw("POST", path, json.dumps(body or {}).encode(), **{**usual, **headers})[2])

    def send(self, text: str = "Xin chào", user_id: str = AN_ID, version: str = "3") -> Any:
        """A text to a citizen through one of the two doors."""
        path = "/v3.0/oa/message/cs" if version == "3" else "/v2.0/oa/message"
        return self.post(path, {"recipient": {"user_id": user_id}, "message": {"text": text}})

    def message(self, message: dict[str, Any]) -> Any:
        """Any message to An."""
        return self.post("/v3.0/oa/message/cs", {"recipient": {"user_id": AN_ID}, "message": message})


class Receiver:
    """A tiny webhook: keeps what arrives and answers as told."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.usual = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else receiver.usual)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/zalo/webhook"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """The bodies that arrived, of one event name or all."""
        bodies = [json.loads(body) for _, body in self.calls]
        return [body for body in bodies if not name or body.get("event_name") == name]

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()
