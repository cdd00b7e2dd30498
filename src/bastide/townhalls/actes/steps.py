"""The one way by which an exchange changes state: a step is added, and the row follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from . import states
from .models import InboundMessage, Step, Transaction
from .storage import digest


def begin(
    *, state: states.State, at: datetime, message: str = "", inbound: InboundMessage | None = None, **fields: Any
) -> Transaction:
    """Open an exchange with its first step. Inside the caller's transaction."""
    if state not in states.BEGINNINGS:
        raise states.Impossible(f"An exchange does not begin as {state.name}.")
    exchange = Transaction.objects.create(state=state, created_at=at, **fields)
    Step.objects.create(transaction=exchange, state=state, at=at, message=message[:500], inbound=inbound)
    return exchange


def advance(
    exchange: Transaction,
    event: states.Event,
    *,
    at: datetime,
    message: str = "",
    proof: bytes = b"",
    inbound: InboundMessage | None = None,
    fields: Mapping[str, Any] | None = None,
) -> Transaction:
    """Move an exchange that the caller has locked. Raises states.Impossible."""
    way = states.path(exchange.standing, event)
    text = proof.decode("utf-8", errors="replace").replace("\x00", "")
    for state in way:
        is_last = state is way[-1]
        Step.objects.create(
            transaction=exchange,
            state=state,
            at=at,
            message=message[:500] if is_last else "",
            proof=text if is_last else "",
            proof_sha256=digest(proof) if proof and is_last else "",
            inbound=inbound if is_last else None,
        )
    exchange.state = way[-1]
    changed = dict(fields or {})
    for field, value in changed.items():
        setattr(exchange, field, value)
    exchange.save(update_fields=["state", *changed])
    return exchange


def locked(exchange_id: int) -> Transaction:
    """The exchange, held until the transaction ends."""
    return (
        Transaction.objects.select_for_update(of=("self",)).select_related("organisation", "acte").get(pk=exchange_id)
    )


def note(
    exchange: Transaction, *, at: datetime, proof: bytes, inbound: InboundMessage | None, message: str = ""
) -> Step:
    """The first step of what came from the State, with its proof."""
    return Step.objects.create(
        transaction=exchange,
        state=exchange.state,
        at=at,
        message=message[:500],
        proof=proof.decode("utf-8", errors="replace").replace("\x00", ""),
        proof_sha256=digest(proof),
        inbound=inbound,
    )
