"""Answers every GET with 200."""

import http.server
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    """One answer for all."""

    def do_GET(self) -> None:
        """200."""
        self.send_response(200)
        self.end_headers()


port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
