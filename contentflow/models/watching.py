"""Who watches, who is told, and what other programs are told."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from contentflow.models.columns import json, maybe_moment, moment, new_id, word
from contentflow.names import DeliveryStatus


class WebsocketSession(SQLModel, table=True):
    """One open page of one campaign. Without a fresh `seen_at` it has gone without a word."""

    __tablename__ = "websocket_sessions"
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    process: str = ""
    connected_at: datetime = moment()
    seen_at: datetime = moment(index=True)
    left_at: datetime | None = maybe_moment()


class Notification(SQLModel, table=True):
    """An event of a campaign, or of a batch, in one person's inbox.

    `seq` is 0 for what is no event of a run.

    `read_at` is set from the start for who was looking at the campaign when it happened.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("user_id", "campaign_id", "seq"),
        Index("ix_notifications_unread", "user_id", "read_at"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    campaign_id: str | None = Field(default=None, foreign_key="campaigns.id", index=True)
    batch_id: str | None = Field(default=None, foreign_key="batches.id", index=True)
    run_id: str | None = Field(default=None, foreign_key="runs.id")
    seq: int = 0
    type: str
    text: str
    data: dict[str, Any] = json()
    created_at: datetime = moment()
    read_at: datetime | None = maybe_moment()


class NotificationPreference(SQLModel, table=True):
    """What one person wants to hear of one kind of event; without a row both."""

    __tablename__ = "notification_preferences"
    user_id: str = Field(foreign_key="users.id", primary_key=True)
    event: str = Field(primary_key=True)
    toast: bool = True
    inbox: bool = True


class Webhook(SQLModel, table=True):
    """An address that is told of events, signed with `secret`.

    `failed` counts the deliveries in a row that were given up; after too many of them nothing is
    sent any more, from `paused_at` until an admin turns it on again.
    """

    __tablename__ = "webhooks"
    id: str = Field(default_factory=new_id, primary_key=True)
    url: str
    secret: str
    events: list[str] = json(list)
    active: bool = True
    failed: int = 0
    paused_at: datetime | None = maybe_moment()
    created_by: str = Field(foreign_key="users.id")
    created_at: datetime = moment()


class WebhookDelivery(SQLModel, table=True):
    """One event on its way to one webhook: every attempt counted, the last answer kept."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("webhook_id", "campaign_id", "seq"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    webhook_id: str = Field(foreign_key="webhooks.id", index=True)
    campaign_id: str = Field(foreign_key="campaigns.id")
    seq: int
    payload: dict[str, Any] = json()
    status: DeliveryStatus = word(DeliveryStatus, DeliveryStatus.WAITING)
    attempts: int = 0
    response_status: int | None = None
    error: str = ""
    created_at: datetime = moment()
    next_at: datetime = moment(index=True)
    delivered_at: datetime | None = maybe_moment()
