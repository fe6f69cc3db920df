"""Requests that may be sent twice: the second gets the answer of the first, for a day."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db
from contentflow.errors import Conflict, Invalid
from contentflow.models import IdempotencyKey, now
from contentflow.person import Person

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
LONGEST = 200  # characters of a key
_LONGEST_WORK = timedelta(seconds=60)  # whoever has not answered by then has died over it


@dataclass(frozen=True)
class Answer:
    """What was answered; the headers are those that belong to the body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Claim:
    """A request that is being answered, of a person and under a key of theirs."""

    user_id: str
    key: str
    digest: str


def claim_of(person: Person, key: str, *parts: bytes) -> Claim:
    """The claim for a request made of these parts.

    Raises:
        Invalid: the key is not 1 to 200 printable characters.
    """
    if not (0 < len(key) <= LONGEST and key.isprintable()):
        raise Invalid({HEADER: f"A key has 1 to {LONGEST} printable characters."})
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return Claim(person.id, key, digest.hexdigest())


async def begin(claim: Claim) -> Answer | None:
    """The stored answer; None when the caller is to find one, and `keep` it or `give_up`.

    Raises:
        Invalid: the key came with another request before.
        Conflict: the same request is being answered.
    """
    try:
        async with db.transaction() as session:
            await _forget_old(session)
            return await _begin(session, claim)
    except IntegrityError as error:  # another process was faster
        raise _busy() from error


async def _begin(session: AsyncSession, claim: Claim) -> Answer | None:
    row = await session.get(IdempotencyKey, (claim.user_id, claim.key), with_for_update=True)
    if row is None:
        session.add(IdempotencyKey(**vars(claim)))
        return None
    if row.digest != claim.digest:
        raise Invalid({HEADER: "This key came with another request before. Use a new one."})
    if row.status:
        return Answer(row.status, dict(row.headers), row.body)
    if row.created_at > now() - _LONGEST_WORK:
        raise _busy()
    row.created_at = now()
    session.add(row)
    return None


def _busy() -> Conflict:
    return Conflict("This request is being answered. Ask again in a moment.")


async def keep(claim: Claim, answer: Answer) -> None:
    """Store the answer for whoever sends the request again."""
    async with db.transaction() as session:
        row = await session.get(IdempotencyKey, (claim.user_id, claim.key))
        if row is not None and row.digest == claim.digest:
            row.status, row.headers, row.body = answer.status, answer.headers, answer.body
            session.add(row)


async def give_up(claim: Claim) -> None:
    """There is no answer; the request may be sent again."""
    async with db.transaction() as session:
        row = await session.get(IdempotencyKey, (claim.user_id, claim.key))
        if row is not None and not row.status:
            await session.delete(row)


async def _forget_old(session: AsyncSession) -> None:
    over: datetime = now() - KEPT
    await session.exec(delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < over))
