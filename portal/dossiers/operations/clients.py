"""Machines that may push: their secrets, and the memory that answers a repeated call as the first."""

import base64
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.dossiers.models import ApiClient, Push

LIVE = 2  # secrets that are valid at once, while a vendor changes over


def new_secret() -> str:
    """A fresh secret in the spelling of Standard Webhooks."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"


def ensure_client(name: str, secret: str) -> None:
    """This client exists and this secret is one of its two live ones; a repeat changes nothing."""
    with transaction() as session:
        session.execute(
            insert(ApiClient)
            .values(id=uuid.uuid4(), name=name, secrets={"live": []}, is_active=True, created_at=clock.now())
            .on_conflict_do_nothing()
        )
        row = session.scalars(select(ApiClient).filter_by(name=name).with_for_update()).one()
        live = row.secrets["live"]
        if secret not in live:
            row.secrets = {"live": [secret, *live][:LIVE]}
        row.is_active = True


def client_secrets(name: str) -> tuple[str, ...]:
    """The live secrets of a client, newest first; none for one we do not know or have shut out."""
    row = db.session.execute(
        select(ApiClient.secrets).filter_by(name=name, is_active=True)
    ).scalar_one_or_none()
    return tuple(row["live"]) if row else ()


def answer_once(
    client: str, webhook_id: str, path: str, body_hash: str, work: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """What `work` answers, kept with what it wrote; the same call again gets the same answer without work.

    Raises Conflict when the id was used for another body. Two equal calls at once do the work once: the
    second waits for the first one's commit.
    """
    with transaction() as session:
        claim = insert(Push).values(
            client=client, webhook_id=webhook_id, path=path, body_hash=body_hash, answer={}, at=clock.now()
        )
        mine = session.scalar(claim.on_conflict_do_nothing().returning(Push.webhook_id))
        same = (Push.client == client, Push.webhook_id == webhook_id)
        if mine is None:
            first = session.execute(select(Push.path, Push.body_hash, Push.answer).where(*same)).one()
            if (first.path, first.body_hash) != (path, body_hash):
                raise Conflict("this webhook-id was used for another body")
            kept: dict[str, Any] = first.answer
            return kept
        answer = work()
        session.execute(update(Push).where(*same).values(answer=answer))
        return answer
