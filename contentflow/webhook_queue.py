"""The queue of webhooks: an event makes a delivery for each that wants it, in its transaction.

What is sent names a campaign and what became of it, never its topic or text: an admin who adds a
webhook does not read private campaigns through it.
"""

from functools import cache
from typing import Any

from sqlalchemy import JSON, Insert, Integer, String, bindparam, cast, insert, literal
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, func, select

from contentflow import routes
from contentflow.config import config
from contentflow.live import Message
from contentflow.models import UtcDateTime, Webhook, WebhookDelivery, new_id, now
from contentflow.names import DeliveryStatus, NoticeKind
from contentflow.notices import Notice

MOST_WAITING = 500  # deliveries of one webhook; what comes then is not kept for it
_OF_AN_APPROVAL = ("version", "approved")  # the note is for people
_SENT = ("score_before", "score_after", "duration_ms", "error", "run_cost_usd")


async def queue(connection: AsyncConnection, message: Message, notice: Notice) -> None:
    """Make a delivery for each webhook that wants it, in the caller's transaction."""
    values = {
        "p_id": f"{new_id()}.",
        "p_campaign": message["campaign_id"],
        "p_seq": message["seq"],
        "p_payload": payload(message, notice),
        "p_now": now(),
        "p_event": f'%"{notice.kind.value}"%'.replace("_", "/_"),
        "p_most": MOST_WAITING,
    }
    await connection.execute(_insert(), values)


@cache  # building it takes longer than running it
def _insert() -> Insert:
    moment, waiting = bindparam("p_now", type_=UtcDateTime), DeliveryStatus.WAITING
    count = select(func.count()).where(
        col(WebhookDelivery.webhook_id) == col(Webhook.id), col(WebhookDelivery.status) == waiting
    )
    columns: dict[str, Any] = {
        # The event's time comes first, so that ids sort by time; the webhook makes it unique.
        "id": bindparam("p_id", type_=String) + col(Webhook.id),
        "webhook_id": col(Webhook.id),
        "campaign_id": bindparam("p_campaign", type_=String),
        "seq": bindparam("p_seq", type_=Integer),
        "payload": bindparam("p_payload", type_=JSON),
        "status": literal(waiting.value, String),
        "attempts": literal(0),
        "error": literal("", String),
        "created_at": moment,
        "next_at": moment,
    }
    wanted = cast(col(Webhook.events), String).like(bindparam("p_event", type_=String), escape="/")
    hooks = select(*columns.values()).where(
        col(Webhook.active), col(Webhook.paused_at).is_(None), wanted
    )
    free = count.scalar_subquery() < bindparam("p_most", type_=Integer)
    return insert(WebhookDelivery).from_select(list(columns), hooks.where(free))


def payload(message: Message, notice: Notice) -> dict[str, Any]:
    """What is sent, but for the delivery's own id."""
    approves = notice.kind is NoticeKind.APPROVAL_CHANGED
    return {
        "event": notice.kind.value,
        "at": message["at"],
        "campaign_id": message["campaign_id"],
        "run_id": message["run_id"],
        "seq": message["seq"],
        "agent": notice.agent or None,
        "url": config().address + routes.campaign(message["campaign_id"]),
        **{name: message.get(name) for name in _SENT},
        **({name: message[name] for name in _OF_AN_APPROVAL} if approves else {}),
    }
