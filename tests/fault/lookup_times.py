"""Do times tell whether a dossier exists? `python -m tests.fault.lookup_times [--each 2000]` (R15, T10).

Asks a home of its own with digits: wrong ones, for codes that do not exist, and right ones for dossiers whose
digits are closed. Prints text, size and time of the three, and how well time alone tells two of them apart
(AUC: 0.5 not at all). The limits of R16 are raised by settings, but for the one that closes a dossier.
"""

import argparse
import http.client
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from portal import app as _everything  # noqa: F401 - every table that another one names
from portal.bench import home as bench
from portal.core import clock, limits
from portal.dossiers import operations
from portal.dossiers.operations import digits

FAR = "1000000000"
RAISED = {
    "LOOKUPS_PER_BROWSER": FAR,
    "LOOKUPS_PER_ADDRESS": FAR,
    "LOOKUPS_NORMAL": FAR,
    "WRONG_DIGITS_NORMAL": FAR,
    "WRONG_DIGITS_PER_CLIENT_AND_CODE": FAR,
    "WRONG_DIGITS_PER_CLIENT": FAR,
    "WRONG_DIGITS_OVERALL": FAR,
    "WRONG_DIGITS_PER_CODE": "10",
}
KINDS = ("wrong", "missing", "closed")
A_CODE = 5  # questions a code, so that the open ones stay open
MOST = 0.55
PHONES = ("0912340001", "0912340002", "0912340003")


def codes_of(n: int) -> list[str]:
    """`n` codes of one length."""
    return [f"H80.01-260701-{number:06d}" for number in range(n)]


def prepare(codes: Sequence[str], phones: Sequence[str]) -> None:
    """Dossiers as a one-stop system tells them, some with several phones."""
    for start in range(0, len(codes), 100):
        batch = [
            {
                "MaHoSo": code,
                "TrangThaiHoSo": "2",
                "ThoiDiem": f"{clock.local(clock.now()):%Y%m%d%H%M%S}",
                "ChuHoSo": "Người Đo Thử",
                "SoDienThoai": phones[0],
                "SoDienThoaiNguoiNop": phones[n % 2],
                "SoDienThoaiNguoiDuocUyQuyen": phones[n % 3],
                "NgayTiepNhan": "20260701083000",
            }
            for n, code in enumerate(codes[start : start + 100])
        ]
        told = operations.record_changes("bench", f"times-{start}", batch)
        refused = [one for one in told if one.outcome != "applied"]
        if refused:
            raise SystemExit(f"the dossiers were not taken: {refused[0]}")


def close(codes: Sequence[str]) -> None:
    """Ten wrong tries each: digits open these no more today."""
    for code in codes:
        for _ in range(10):
            limits.count(limits.key("digits-code", code), digits.DAY)
        if operations.check_digits(code, PHONES[0][-4:], "somebody else"):
            raise SystemExit(f"{code} is still open")


class Asker:
    """One browser on one connection."""

    def __init__(self, url: str) -> None:
        self.line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)

    def ask(self, code: str, said: str) -> tuple[float, int, str]:
        """Seconds, status, and the answer without its code and number."""
        body = urlencode({"code": code, "digits": said})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "identity"}
        begun = time.perf_counter()
        self.line.request("POST", "/ho-so/", body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        return time.perf_counter() - begun, answer.status, text.replace(code, "CODE")


def auc(one: Sequence[float], other: Sequence[float]) -> float:
    """How often a value of `one` is above one of `other`, folded: 0.5 tells nothing, 1 everything."""
    ranked = sorted([(value, 1) for value in one] + [(value, 0) for value in other])
    ranks = sum(place for place, (_, is_one) in enumerate(ranked, 1) if is_one)
    share = (ranks - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))
    return max(share, 1 - share)


def measure(asker: Asker, plan: Sequence[tuple[str, str, str]]) -> tuple[dict[str, list[float]], set[str]]:
    """Times by kind, and the different answers that were seen."""
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    texts: set[str] = set()
    for kind, code, said in plan:
        seconds, status, text = asker.ask(code, said)
        times[kind].append(seconds)
        texts.add(f"{status} {text}")
    return times, texts


def main() -> int:
    """Measure and print; 1 when the answers differ or time tells."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--each", type=int, default=2000)
    each = asked.parse_args().each
    os.environ.update(RAISED)
    bench.AT_ANY_HOUR.update(RAISED)
    with bench.opened() as home:
        codes = codes_of(3 * (each // A_CODE))
        random.Random(1).shuffle(codes)
        parts = {kind: codes[n::3] for n, kind in enumerate(KINDS)}
        prepare([*parts["wrong"], *parts["closed"]], PHONES)
        close(parts["closed"])
        right = {"wrong": "9999", "missing": "9999", "closed": PHONES[0][-4:]}
        plan = [(kind, code, right[kind]) for kind in KINDS for code in parts[kind] for _ in range(A_CODE)]
        random.Random(2).shuffle(plan)
        asker = Asker(home.url)
        measure(asker, plan[:200])  # warm
        times, texts = measure(asker, plan)
    return tell(times, texts)


def tell(times: dict[str, list[float]], texts: set[str]) -> int:
    """Print what was found."""
    for kind, found in times.items():
        middle, late = statistics.median(found), statistics.quantiles(found, n=20)[-1]
        sys.stdout.write(f"{kind:8} n={len(found)} median {middle * 1000:.2f} ms p95 {late * 1000:.2f} ms\n")
    pairs = [("wrong", "missing"), ("wrong", "closed"), ("missing", "closed")]
    found_auc = {pair: auc(times[pair[0]], times[pair[1]]) for pair in pairs}
    for (one, other), value in found_auc.items():
        sys.stdout.write(f"AUC {one} / {other}: {value:.3f}\n")
    sizes = {len(text) for text in texts}
    sys.stdout.write(
        f"different answers {len(texts)}, different sizes {len(sizes)}; load {os.getloadavg()[0]:.1f}\n"
    )
    return int(len(texts) > 1 or max(found_auc.values()) > MOST)


if __name__ == "__main__":
    sys.exit(main())
