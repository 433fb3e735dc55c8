"""Webhook calls that are not Zalo's: bodies, digests and secrets changed in every way we know."""

import random
from collections.abc import Iterator

from tests.zalo_events import APP, OA, mac_of, raw_of, said

KINDS = 10


def forged(many: int, seed: int = 5) -> Iterator[tuple[bytes, str | None]]:
    """So many calls (body, header); none of them may be taken."""
    chance = random.Random(seed)
    for n in range(many):
        body = said(f"Xin chào {n}")
        raw, stamp = raw_of(body), str(body["timestamp"])
        mac = mac_of(raw, stamp)
        at = chance.randrange(len(raw))
        digit = chance.randrange(64)
        yield (
            (raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :], mac),
            (raw + chance.choice([b" ", b"\n", b"\0"]), mac),
            (raw, mac[:digit] + ("0" if mac[digit] != "0" else "1") + mac[digit + 1 :]),
            (raw, mac_of(raw, stamp, secret="SimAppSecret")),
            (raw, mac_of(raw, stamp, secret="")),
            (raw, mac_of(raw, stamp, app_id=OA)),
            (raw[:-1] + b',"altered":true}', mac),
            (raw_of(body | {"app_id": str(int(APP) + 1)}), None),
            (raw, chance.choice([None, "", "mac=", f"mac={mac[:-1]}", f"{mac}{mac}", "mac=" + "g" * 64])),
            (raw_of(body | {"timestamp": str(int(stamp) + 1)}), mac),
        )[n % KINDS]
