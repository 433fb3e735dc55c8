"""A small S3 in a process of its own: keeps objects in memory, believes nobody without a right signature.

`python -m tests.bucket` prints its port, then serves on loopback until it is ended. The signature is worked
out from what arrived on the wire, never by the portal's own code.
"""

import hashlib
import hmac
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY, SECRET, REGION, BUCKET = "TESTKEY", "test/secret+of=bucket", "vn-south-1", "anh"
_TOLD = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),"
    r"\s*Signature=([0-9a-f]{64})"
)


class Handler(BaseHTTPRequestHandler):
    """PUT, GET and DELETE of one object."""

    objects: dict[str, tuple[str, bytes]] = {}
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        """Keep it."""
        body = self._body()
        if self._is_ours(body):
            self.objects[self.path] = (self.headers.get("Content-Type", ""), body)
            self._say(200)

    def do_GET(self) -> None:
        """Give it out."""
        if self._is_ours(b""):
            kind, body = self.objects.get(self.path, ("", b""))
            self._say(200 if kind else 404, body, kind)

    def do_DELETE(self) -> None:
        """Forget it."""
        if self._is_ours(b""):
            self.objects.pop(self.path, None)
            self._say(204)

    def log_message(self, *told: object) -> None:
        """Nothing: tests read what is printed."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _is_ours(self, body: bytes) -> bool:
        told = _TOLD.fullmatch(self.headers.get("Authorization", ""))
        is_right = bool(
            told
            and told[1] == KEY
            and told[3] == REGION
            and self.path.startswith(f"/{BUCKET}/")
            and self.headers["x-amz-content-sha256"] == hashlib.sha256(body).hexdigest()
            and hmac.compare_digest(told[5], self._signature(told))
        )
        if not is_right:
            self._say(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", "application/xml")
        return is_right

    def _signature(self, told: re.Match[str]) -> str:
        names = told[4].split(";")
        lines = "".join(f"{name}:{self.headers[name].strip()}\n" for name in names)
        request = f"{self.command}\n{self.path}\n\n{lines}\n{told[4]}\n{self.headers['x-amz-content-sha256']}"
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{told[2]}/{REGION}/s3/aws4_request\n{digest}"
        key = _mac(_mac(_mac(_mac(b"AWS4" + SECRET.encode(), told[2]), REGION), "s3"), "aws4_request")
        return _mac(key, text).hex()

    def _say(self, status: int, body: bytes = b"", kind: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if kind:
            self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def main() -> None:
    """Serve until standard input ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
