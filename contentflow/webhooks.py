"""Webhooks: addresses that other programs are told at, as admins set them up.

What each is told becomes a row in `webhook_queue`, which `deliveries` sends.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, live
from contentflow.audit import Deed
from contentflow.briefs import link_problem
from contentflow.errors import Conflict, Invalid, NotFound
from contentflow.fetching import is_public
from contentflow.models import Webhook, WebhookDelivery, now
from contentflow.names import AuditAction, DeliveryStatus, NoticeKind
from contentflow.person import Person

MOST = 20
KINDS = tuple(
    kind for kind in NoticeKind if kind not in (NoticeKind.SHARED, NoticeKind.BATCH)
)  # of those, no event of a campaign tells
_LONGEST_URL = 2_000


@dataclass(frozen=True)
class Hook:
    """A webhook as admins see it; its secret was shown once, when it was made."""

    id: str
    url: str
    events: tuple[NoticeKind, ...]
    active: bool
    paused_at: datetime | None
    waiting: int
    created_at: datetime


@dataclass(frozen=True)
class Delivery:
    """One line of a webhook's log."""

    id: str
    event: str
    campaign_id: str
    status: DeliveryStatus
    attempts: int
    response_status: int | None
    error: str
    created_at: datetime
    next_at: datetime


async def listing(person: Person) -> list[Hook]:
    """Every webhook, the oldest first.

    Raises:
        Forbidden: the person is no admin.
    """
    access.require_admin(person)
    waiting = (
        select(WebhookDelivery.webhook_id, func.count())
        .where(WebhookDelivery.status == DeliveryStatus.WAITING)
        .group_by(col(WebhookDelivery.webhook_id))
    )
    async with db.reading() as session:
        rows = (await session.exec(select(Webhook).order_by(col(Webhook.id)))).all()
        counts = dict((await session.exec(waiting)).all())
    return [_hook(row, counts.get(row.id, 0)) for row in rows]


def _hook(row: Webhook, waiting: int) -> Hook:
    events = tuple(kind for kind in KINDS if kind.value in row.events)
    return Hook(row.id, row.url, events, row.active, row.paused_at, waiting, row.created_at)


async def add(person: Person, url: str, events: list[str], address: str = "") -> tuple[str, str]:
    """Make a webhook; its id and its secret, which is not shown again.

    Raises:
        Forbidden: the person is no admin.
        Invalid: the address or the events cannot be.
        Conflict: there are too many.
    """
    access.require_admin(person)
    url = url.strip()
    _require_valid(url, events)
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    async with db.transaction() as session:
        if (await session.exec(select(func.count()).select_from(Webhook))).one() >= MOST:
            raise Conflict(f"There are {MOST} webhooks, which is as many as there can be.")
        wanted = [kind.value for kind in KINDS if kind.value in events]
        row = Webhook(url=url, secret=secret, events=wanted, created_by=person.id)
        session.add(row)
        _log(session, person, row, "added", address)
    return row.id, secret


def _require_valid(url: str, events: list[str]) -> None:
    problems = {}
    if problem := _url_problem(url):
        problems["url"] = problem
    if not set(events) & set(KINDS):
        problems["events"] = "Choose at least one event."
    if problems:
        raise Invalid(problems)


def _url_problem(url: str) -> str:
    if not url:
        return "Enter the address to send to."
    if problem := link_problem(url):
        return problem[0].upper() + problem[1:]
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.username or parts.password:
        return "Leave the name and password out: whoever may see webhooks would see them."
    if len(url) > _LONGEST_URL:
        return f"The address has more than {_LONGEST_URL:,} characters."
    if host == "localhost" or (_is_number(host) and not is_public(host)):
        return "Webhooks go to the public internet only."
    return ""


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


async def switch(person: Person, webhook_id: str, *, on: bool, address: str = "") -> None:
    """Turn a webhook on, which also ends its pause, or off.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such webhook.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        row = await _get(session, webhook_id)
        row.active = on
        if on:
            row.paused_at, row.failed = None, 0
        session.add(row)
        _log(session, person, row, "turned on" if on else "turned off", address)
    _wake()


async def remove(person: Person, webhook_id: str, address: str = "") -> None:
    """Delete a webhook and its log.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such webhook.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        row = await _get(session, webhook_id)
        connection = await session.connection()
        its = col(WebhookDelivery.webhook_id) == row.id
        await connection.execute(delete(WebhookDelivery).where(its))
        await session.delete(row)
        _log(session, person, row, "deleted", address)


async def log(person: Person, webhook_id: str, limit: int = 50) -> list[Delivery]:
    """The newest deliveries of one webhook.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such webhook.
    """
    access.require_admin(person)
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    async with db.reading() as session:
        await _get(session, webhook_id)
        newest = query.order_by(col(WebhookDelivery.id).desc()).limit(limit)
        rows = (await session.exec(newest)).all()
    return [_delivery(row) for row in rows]


def _delivery(row: WebhookDelivery) -> Delivery:
    return Delivery(
        row.id,
        str(row.payload.get("event", "")),
        row.campaign_id,
        row.status,
        row.attempts,
        row.response_status,
        row.error,
        row.created_at,
        row.next_at,
    )


async def send_again(person: Person, delivery_id: str, address: str = "") -> None:
    """Send one delivery once more, whatever became of it, from its first attempt.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such delivery.
        Conflict: its webhook is off or paused.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        row = await session.get(WebhookDelivery, delivery_id)
        if row is None:
            raise NotFound("There is no such delivery.")
        hook = await session.get_one(Webhook, row.webhook_id)
        if not hook.active or hook.paused_at:
            raise Conflict("Turn the webhook on first.")
        row.status, row.attempts, row.next_at = DeliveryStatus.WAITING, 0, now()
        session.add(row)
        _log(session, person, hook, "delivery sent again", address)
    _wake()


async def _get(session: AsyncSession, webhook_id: str) -> Webhook:
    row = await session.get(Webhook, access.require_id(webhook_id))
    if row is None:
        raise NotFound("There is no such webhook.")
    return row


def _log(session: AsyncSession, person: Person, row: Webhook, what: str, address: str) -> None:
    deed = Deed(AuditAction.WEBHOOK_CHANGED, "webhook", row.id, f"{row.url}: {what}")
    audit.record(session, person, deed, address)


def _wake() -> None:
    live.publish(live.WEBHOOKS, {"type": live.WEBHOOKS, "campaign_id": ""})
