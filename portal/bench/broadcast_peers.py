"""What a broadcast is measured against: the same calls from a bare thread pool, and from Celery's threads.

`python -m portal.bench.broadcast_peers pool FIRST MANY THREADS` makes the calls and ends. With Celery on the
path, `celery -A portal.bench.broadcast_peers worker -P threads` takes a task for each call, and
`... tasks FIRST MANY` asks for them.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pydantic import SecretStr

from portal.zalo.client import ZaloClient

TEXT = "Thử gửi tới nhiều người\n\nNội dung thử.\n\nÔng/bà nhận tin này vì đã đồng ý nhận tin của tỉnh."


def user(n: int) -> str:
    """The id of one of the bench's people."""
    return f"7{n:018}"


def speaking() -> ZaloClient:
    """The product's own way out: one new connection a call, the same deadlines."""
    token = SecretStr(os.environ["BENCH_TOKEN"])
    return ZaloClient(os.environ["BENCH_ZALO"], token, timeout=15.0, connect_timeout=3.0)


def pool(first: int, many: int, threads: int) -> None:
    """Nothing but the calls."""
    out = speaking()
    with ThreadPoolExecutor(threads) as made:
        list(made.map(lambda n: out.send_text(user(n), TEXT), range(first, first + many)))


def _celery() -> Any:
    made = import_module("celery").Celery("bench", broker=os.environ["BENCH_BROKER"])
    made.conf.update(task_ignore_result=True, worker_prefetch_multiplier=4, task_serializer="json")
    return made


if find_spec("celery") is not None:
    app = _celery()
    out = speaking()

    def call(n: int) -> None:
        """One task, one call."""
        out.send_text(user(n), TEXT)

    call = app.task(call, name="bench.call")


def main() -> None:
    what, first, many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.nice(10)  # as workers are
    if what == "pool":
        pool(first, many, int(sys.argv[4]))
        return
    for n in range(first, first + many):
        app.send_task("bench.call", (n,))


if __name__ == "__main__":
    main()
