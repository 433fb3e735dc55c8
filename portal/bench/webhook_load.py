"""A program of its own: webhook calls as Zalo makes them, `... webhook_load URL RATE FILE`.

FILE holds one `{"raw", "mac"}` a line. RATE calls are begun each second, whatever becomes of those before;
0 begins all at once. Prints one JSON object: the seconds and status of each call, in order.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 20.0


async def _call(host: str, port: int, request: bytes) -> tuple[float, int]:
    """One call on a new connection; status 0 when nobody answered."""
    begun = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request)
                answer = await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return time.monotonic() - begun, 0
    return time.monotonic() - begun, int(answer.split(b" ", 2)[1]) if answer else 0


def _request(host: str, line: str) -> bytes:
    told = json.loads(line)
    raw = told["raw"].encode()
    head = (
        f"POST /zalo/webhook HTTP/1.1\r\nHost: {host}\r\nUser-Agent: ZaloWebhook\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nX-ZEvent-Signature: mac={told['mac']}\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    return bytes(head.encode() + raw)


async def _run(url: str, rate: float, lines: list[str]) -> list[tuple[float, int]]:
    where = urlsplit(url)
    host, port = where.hostname or "127.0.0.1", where.port or 80
    requests = [_request(f"{host}:{port}", line) for line in lines]
    begun, calls = time.monotonic(), []
    for n, request in enumerate(requests):
        if rate:
            await asyncio.sleep(max(0.0, begun + n / rate - time.monotonic()))
        calls.append(asyncio.create_task(_call(host, port, request)))
    return list(await asyncio.gather(*calls))


if __name__ == "__main__":
    found = asyncio.run(_run(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]).read_text().splitlines()))
    sys.stdout.write(json.dumps(found) + "\n")
