"""T10: neighbouring codes are scanned. `python -m tests.fault.scan_full [--codes 100000]`.

Exit code 0 when it holds.
Scanned from one address that forges X-Forwarded-For, then from a thousand real ones behind a proxy. Counted:
what was told that needs a second proof (planted names, numbers and notes; must be none), and how many answers
one browser and one address got in any minute (R16). Then fifty calls at once at the edge of the limit.
Whether times tell a missing code from a closed one: `tests.fault.lookup_times`.
"""

import argparse
import http.client
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from portal import app as _everything  # noqa: F401 - every table that another one names
from portal.bench import home as bench
from portal.core import clock
from portal.core.settings import get
from portal.dossiers import operations

CANARIES = ("Canary Hoàng Ngọc", "0987650321", "+84987650321", "Ghi chú chim hoàng yến", "987650321")
EVERY = 50  # one code in so many is a dossier
AT_ONCE = 4
EDGE = 50


@dataclass
class Seen:
    """What a scan got."""

    kinds: Counter[str] = field(default_factory=Counter)
    canaries: int = 0
    minutes: Counter[tuple[str, int]] = field(default_factory=Counter)  # answers by browser or address
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, client: str, address: str, status: int, text: str) -> None:
        """One answer."""
        kind = "refused" if status == 429 else "puzzle" if 'name="ticket"' in text else f"answered {status}"
        minute = int(time.time() // 60)
        with self.lock:
            self.kinds[kind] += 1
            self.canaries += any(canary in text for canary in CANARIES)
            if kind.startswith("answered"):
                self.minutes[f"browser {client}", minute] += 1
                self.minutes[f"address {address}", minute] += 1

    def most(self, kind: str) -> int:
        """The most answers that one of these got within a minute of the clock."""
        return max((n for (who, _), n in self.minutes.items() if who.startswith(kind)), default=0)


def code_of(n: int) -> str:
    """Neighbours, all of one length."""
    return f"H80.01-260701-{n:06d}"


def prepare(codes: int) -> None:
    """Dossiers among the neighbours, with what must not be told."""
    there = [code_of(n) for n in range(0, codes, EVERY)]
    for start in range(0, len(there), 200):
        batch = [
            {
                "MaHoSo": code,
                "TrangThaiHoSo": "5",
                "ThoiDiem": f"{clock.local(clock.now()):%Y%m%d%H%M%S}",
                "ChuHoSo": CANARIES[0],
                "SoDienThoai": CANARIES[1],
                "GhiChu": CANARIES[3],
                "NgayTiepNhan": "20260701083000",
            }
            for code in there[start : start + 200]
        ]
        told = operations.record_changes("bench", f"scan-{start}", batch)
        if any(one.outcome != "applied" for one in told):
            raise SystemExit("the dossiers were not taken")


def ask(line: http.client.HTTPConnection, code: str, client: str, address: str) -> tuple[int, str]:
    """One look-up by code, as a browser without scripts sends it."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": client,
        "X-Forwarded-For": address,
    }
    line.request("POST", "/ho-so/", urlencode({"code": code}), headers)
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def scan(url: str, codes: int, addresses: int, *, is_forged: bool) -> Seen:
    """All codes, by AT_ONCE connections; forged addresses are all one for us."""
    seen = Seen()

    def part(first: int) -> None:
        line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        for n in range(first, codes, AT_ONCE):
            told = f"198.51.{n // 250 % 200}.{n % 250}" if is_forged else _address(n % addresses)
            client = "scanner" if is_forged else f"scanner {n % addresses}"
            status, text = ask(line, code_of(n), client, told)
            seen.add(client, "all" if is_forged else told, status, text)

    _together([lambda first=first: part(first) for first in range(AT_ONCE)])
    return seen


def _address(n: int) -> str:
    return f"203.0.{n // 250}.{n % 250}"


def _together(parts: Sequence[object]) -> None:
    threads = [threading.Thread(target=one) for one in parts]  # type: ignore[arg-type]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def edge(url: str) -> Seen:
    """Fifty calls of one browser at once."""
    seen, start = Seen(), threading.Barrier(EDGE)

    def one(n: int) -> None:
        line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        start.wait()
        status, text = ask(line, code_of(n), "edge", "192.0.2.77")
        seen.add("edge", "192.0.2.77", status, text)

    time.sleep(60.5 - time.time() % 60)  # within one minute of the clock
    _together([lambda n=n: one(n) for n in range(EDGE)])
    return seen


def tell(name: str, seen: Seen, codes: int, wrong: list[str]) -> None:
    """Print one scan, and note what must not be."""
    limits = {"browser": get().lookups_per_browser, "address": get().lookups_per_address}
    most = {kind: seen.most(kind) for kind in limits}
    sys.stdout.write(f"{name}\n")
    for kind, count in sorted(seen.kinds.items()):
        sys.stdout.write(f"  {kind:32} {count:10}\n")
    sys.stdout.write(f"  {'told that needs a second proof':32} {seen.canaries:10}\n")
    for kind, limit in limits.items():
        sys.stdout.write(f"  {'most a minute, ' + kind:32} {most[kind]:10} (limit {limit})\n")
        if most[kind] > 2 * limit:  # a limit's minute is not the clock's: two may meet in one
            wrong.append(f"{name}: {most[kind]} answers a minute for one {kind}")
    if seen.canaries:
        wrong.append(f"{name}: {seen.canaries} answers told too much")
    if sum(seen.kinds.values()) != codes or any(kind.endswith(" 500") for kind in seen.kinds):
        wrong.append(f"{name}: not every call was answered properly")


def main() -> int:
    """Scan and print; 1 when anything was wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--codes", type=int, default=100_000)
    codes = asked.parse_args().codes
    wrong: list[str] = []
    for name, hops, addresses in (("one address, forged headers", "0", 1), ("1,000 addresses", "1", 1000)):
        bench.AT_ANY_HOUR["PROXY_HOPS"] = os.environ["PROXY_HOPS"] = hops
        with bench.opened() as home:
            prepare(codes)
            tell(name, scan(home.url, codes, addresses, is_forged=hops == "0"), codes, wrong)
            found = edge(home.url)
            tell(f"{EDGE} at once", found, EDGE, wrong)
            answered = sum(n for kind, n in found.kinds.items() if kind.startswith("answered"))
            if answered > get().lookups_per_browser:
                wrong.append(f"{answered} of {EDGE} calls at once were answered")
    sys.stdout.write("\n".join(wrong) + "\n" if wrong else "nothing is wrong\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
