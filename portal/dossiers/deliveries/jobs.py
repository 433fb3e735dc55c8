"""Calling vendors back: the relay rings, a worker signs and posts; at least once, repeats keep their id."""

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from portal.core import clock, db, fetch, queue, settings
from portal.core.fetch import Answer, Away, Barred
from portal.dossiers import signature
from portal.dossiers.deliveries import messages, operations, queries
from portal.dossiers.deliveries.models import Calling
from portal.dossiers.deliveries.operations import Call
from portal.dossiers.deliveries.queries import Told

CALL = "portal.dossiers.deliveries.jobs.call_back"
LIMIT, BATCH, AT_ONCE = 200, 50, 4
REST = 60.0  # seconds a client rests whose address does not answer at all

log = logging.getLogger(__name__)


def hand_over() -> bool:
    """Hand due calls to the queue; True when there may be more. Nothing is lost while the queue is away."""
    if queue.depth() is None:
        return False
    ids = operations.take(LIMIT)
    for start in range(0, len(ids), BATCH):
        if not queue.ring(CALL, [str(id_) for id_ in ids[start : start + BATCH]]):
            return False
    return len(ids) >= LIMIT


def call_back(ids: list[str]) -> int:
    """Call these back, a few at a time in the feed's order; how many were taken.

    A client of which a whole handful fails is given a rest: what it was not asked yet keeps its tries. No
    connection to the database is held during calls.
    """
    waiting = operations.claim([uuid.UUID(id_) for id_ in ids])
    told = queries.by_ids([call.id for call in waiting])
    taken = 0
    while waiting:
        client = waiting[0].client
        mine = [call for call in waiting if call.client == client]
        waiting = [call for call in waiting if call.client != client]
        taken += _call_client(client, mine, told)
    db.release()
    return taken


def _call_client(client: str, calls: Sequence[Call], told: dict[uuid.UUID, Told]) -> int:
    found, taken = queries.secrets_of(client), 0
    if found is None:
        for call in calls:
            operations.record(call, None, "no_address", is_final=True)
        return 0
    for start in range(0, len(calls), AT_ONCE):
        handful = [call for call in calls[start : start + AT_ONCE] if call.id in told]
        db.release()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            ended = list(pool.map(lambda call: _asked(found[0], found[1], told[call.id]), handful))
        states = [operations.record(call, *end) for call, end in zip(handful, ended, strict=True)]
        taken += states.count(Calling.DONE)
        left = calls[start + AT_ONCE :]
        if left and Calling.DONE not in states:
            log.warning("callbacks rest client=%s left=%d", client, len(left))
            operations.put_back(left, REST)
            break
    return taken


def _asked(address: str, secrets: Sequence[str], one: Told) -> tuple[Answer | None, str | None]:
    """One signed call; the answer, or what went wrong."""
    raw, at = messages.body(one), clock.now()
    head = {"content-type": "application/json", **_signed(secrets, raw, messages.webhook_id(one), at)}
    try:
        answer = fetch.post(address, raw, head, settings.get().callback_timeout)
    except Barred as error:
        return None, f"barred: {error}"
    except Away as error:
        return None, str(error)
    return answer, None if answer.is_good else "refused"


def _signed(secrets: Sequence[str], raw: bytes, webhook_id: str, at: dt.datetime) -> dict[str, str]:
    """Signed with every live secret, so that a client may change over in its own time."""
    heads = [signature.headers(secret, raw, webhook_id, at) for secret in secrets]
    signatures = " ".join(head["webhook-signature"] for head in heads)
    return {**heads[0], "webhook-signature": signatures}
