"""Sending what webhooks are told: signed, in order, tried again, never anywhere private.

Each webhook's oldest waiting delivery is claimed for a while, sent, and marked; so any number of
processes may send, and a crash in the middle only sends it once more. A webhook that hangs holds up
nobody but itself.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog
from sqlalchemy import delete, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from contentflow import db, inbox, live
from contentflow.config import config
from contentflow.errors import SourceUnreadable
from contentflow.fetching import Network, pin
from contentflow.models import Webhook, WebhookDelivery, now
from contentflow.names import DeliveryStatus
from contentflow.notices import notice_of

MOST_ATTEMPTS = 12
MOST_FAILED = 3  # deliveries given up in a row, then the webhook is paused
FIRST_WAIT = 1.0
LONGEST_WAIT = 15 * 60.0
TIMEOUT = 10.0
KEPT_DAYS = 30
_LEASE = TIMEOUT * 3  # seconds until a claimed delivery that nobody marked is tried again
_CALM = 0.2
_BUSY, _IDLE = 0.5, 60.0  # seconds between looks while something is sent, and at most
_UNHEARD = 5.0  # the same where others queue: a worker does not hear what happens on their pages
_PRUNE_EVERY = 3600.0
_WAITING = col(WebhookDelivery.status) == DeliveryStatus.WAITING
log = structlog.get_logger()


@dataclass(frozen=True)
class Claimed:
    """A delivery that is this process's to send."""

    id: str
    webhook_id: str
    url: str
    secret: str
    attempt: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came of one attempt; an empty `error` means that it arrived."""

    status: int | None
    error: str


@asynccontextmanager
async def sending(network: Network | None = None) -> AsyncIterator[None]:
    """Send whatever waits while the block runs; `network` says where that may go."""
    task = asyncio.create_task(_Sender(network or Network()).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class _Sender:
    def __init__(self, network: Network) -> None:
        self._network = network
        self._tasks: dict[str, asyncio.Task[None]] = {}  # one for each webhook
        self._pruned = 0.0

    async def run(self) -> None:
        """Until it is cancelled; a database that fails is tried again at the next look."""
        try:
            with live.subscribe(live.EVERYTHING) as heard:
                while True:
                    wait = await self._look()
                    await _something_to_tell(heard, wait)
                    await asyncio.sleep(_CALM)
                    heard.take()
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _look(self) -> float:
        """Begin what is due; returns the seconds until something else is."""
        # Before the rows are read: what ends meanwhile may be read as claimed, and is seen again.
        self._tasks = {key: task for key, task in self._tasks.items() if not task.done()}
        try:
            await self._prune()
            heads = await _heads()
        except SQLAlchemyError as error:
            log.error("webhooks wait for the database", error=str(error))
            return _IDLE
        moment, wait = now(), _UNHEARD if config().is_distributed else _IDLE
        for webhook_id, due in heads.items():
            if webhook_id in self._tasks:
                wait = min(wait, _BUSY)
            elif due <= moment:
                self._tasks[webhook_id] = asyncio.create_task(self._drain(webhook_id))
                wait = min(wait, _BUSY)
            else:
                wait = min(wait, (due - moment).total_seconds())
        return wait

    async def _drain(self, webhook_id: str) -> None:
        """Send what is due to one webhook, until one attempt fails or nothing is left."""
        try:
            while claimed := await claim(webhook_id):
                answer = await post(claimed, self._network)
                await mark(claimed, answer)
                if answer.error:
                    return
        except SQLAlchemyError as error:
            log.error("a webhook waits for the database", error=str(error))

    async def _prune(self) -> None:
        if time.monotonic() - self._pruned < _PRUNE_EVERY and self._pruned:
            return
        self._pruned = time.monotonic()
        oldest = now() - timedelta(days=KEPT_DAYS)
        async with db.transaction() as session:
            connection = await session.connection()
            old = col(WebhookDelivery.created_at) < oldest
            await connection.execute(delete(WebhookDelivery).where(old, ~_WAITING))
        await inbox.prune()


async def _something_to_tell(heard: live.Subscription, seconds: float) -> None:
    """Wait for a message that webhooks are told of, or so long; most only tell of progress."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while True:
                await heard.wait()
                if heard.overflowed or any(map(_is_told, heard.take())):
                    return


def _is_told(message: live.Message) -> bool:
    return message["type"] == live.WEBHOOKS or notice_of(message) is not None


async def _heads() -> dict[str, datetime]:
    """When the oldest waiting delivery of each working webhook is due."""
    oldest = (
        select(func.min(WebhookDelivery.id))
        .join(Webhook, col(Webhook.id) == col(WebhookDelivery.webhook_id))
        .where(_WAITING, col(Webhook.active), col(Webhook.paused_at).is_(None))
        .group_by(col(WebhookDelivery.webhook_id))
    )
    query = select(WebhookDelivery.webhook_id, WebhookDelivery.next_at)
    async with db.reading() as session:
        return dict((await session.exec(query.where(col(WebhookDelivery.id).in_(oldest)))).all())


async def claim(webhook_id: str) -> Claimed | None:
    """Take the webhook's oldest waiting delivery, if its time has come and nobody else has it."""
    oldest = select(func.min(WebhookDelivery.id)).where(
        _WAITING, WebhookDelivery.webhook_id == webhook_id
    )
    its = col(WebhookDelivery.id) == oldest.scalar_subquery()
    async with db.transaction() as session:
        connection = await session.connection()
        taken = await connection.execute(
            update(WebhookDelivery)
            .where(its, _WAITING, col(WebhookDelivery.next_at) <= now())
            .values(
                attempts=col(WebhookDelivery.attempts) + 1,
                next_at=now() + timedelta(seconds=_LEASE),
            )
            .returning(
                col(WebhookDelivery.id),
                col(WebhookDelivery.attempts),
                col(WebhookDelivery.payload),
            )
        )
        row = taken.one_or_none()
        hook = await session.get(Webhook, webhook_id) if row else None
    if row is None or hook is None or not hook.active or hook.paused_at:
        return None
    return Claimed(row[0], hook.id, hook.url, hook.secret, row[1], row[2])


async def post(claimed: Claimed, network: Network) -> Answer:
    """One attempt: no redirect is followed, and of the answer only its status is read."""
    try:
        async with asyncio.timeout(TIMEOUT):
            status = await _post(claimed, network)
    except (TimeoutError, httpx.TimeoutException):
        return Answer(None, f"No answer within {TIMEOUT:.0f} s")
    except SourceUnreadable as error:
        return Answer(None, str(error))
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        return Answer(None, f"No connection: {type(error).__name__}")
    return Answer(status, _problem(status))


async def _post(claimed: Claimed, network: Network) -> int:
    place = await pin(claimed.url, network)
    body = json.dumps({"id": claimed.id, **claimed.payload}, separators=(",", ":")).encode()
    headers = {"Host": place.host, **signed(claimed, body, int(time.time()))}
    # A proxy of the environment would resolve the name itself, so it is not used.
    async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
        request = client.build_request(
            "POST",
            place.url,
            headers=headers,
            content=body,
            extensions={"sni_hostname": place.name},
        )
        response = await client.send(request, stream=True, follow_redirects=False)
        await response.aclose()
    return response.status_code


def signed(claimed: Claimed, body: bytes, at: int) -> dict[str, str]:
    """The headers of a delivery; docs/webhooks.md tells receivers how to check them."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "contentflow-webhooks/1",
        "Contentflow-Event": str(claimed.payload["event"]),
        "Contentflow-Delivery": claimed.id,
        "Contentflow-Timestamp": str(at),
        "Contentflow-Signature": f"v1={signature(claimed.secret, at, body)}",
    }


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 of the timestamp, a full stop and the body, in hex."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def _problem(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"Answered {status}: redirects are not followed"
    return f"Answered {status}"


async def mark(claimed: Claimed, answer: Answer) -> None:
    """Write down what came of an attempt, and pause a webhook that fails too often."""
    async with db.transaction() as session:
        row = await session.get(WebhookDelivery, claimed.id)
        hook = await session.get(Webhook, claimed.webhook_id)
        if row is None or hook is None:
            return
        row.response_status, row.error = answer.status, answer.error
        if not answer.error:
            row.status, row.delivered_at, hook.failed = DeliveryStatus.DELIVERED, now(), 0
        elif claimed.attempt >= MOST_ATTEMPTS:
            row.status, hook.failed = DeliveryStatus.FAILED, hook.failed + 1
            hook.paused_at = now() if hook.failed >= MOST_FAILED else None
        else:
            row.next_at = now() + timedelta(seconds=wait_after(claimed.attempt))
        session.add_all([row, hook])


def wait_after(attempt: int) -> float:
    """Seconds from a failed attempt to the next: 1, 2, 4 … up to 15 minutes."""
    return float(min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT))
