"""Processes that run campaigns, and campaigns that are made together."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from contentflow.models.columns import json, maybe_moment, moment, new_id, word
from contentflow.names import BatchStatus, Priority


class Worker(SQLModel, table=True):
    """One process with an engine. Without a fresh `heartbeat_at` its runs go to the others.

    `model` is how the process reaches its model: {name, demo, address, ready, error}.
    """

    __tablename__ = "workers"
    id: str = Field(default_factory=new_id, primary_key=True)
    host: str
    pid: int
    version: str
    started_at: datetime = moment()
    heartbeat_at: datetime = moment(index=True)
    stopped_at: datetime | None = maybe_moment()
    draining: bool = False
    model: dict[str, Any] = json()


class Batch(SQLModel, table=True):
    """Campaigns that were made together and are steered together.

    `settings` are what its rows share, `budget_usd` what it may cost before it pauses itself,
    `reason` why it is paused.
    """

    __tablename__ = "batches"
    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    name: str
    status: BatchStatus = word(BatchStatus, BatchStatus.RUNNING)
    priority: Priority = word(Priority, Priority.BACKGROUND)
    settings: dict[str, Any] = json()
    budget_usd: float | None = None
    reason: str = ""
    starts_at: datetime | None = maybe_moment()
    created_at: datetime = moment(index=True)
    ended_at: datetime | None = maybe_moment()


class BatchDraft(SQLModel, table=True):
    """What somebody sent for a batch that is not started yet; gone once it is.

    `sheet` is the table, `places` which of its columns gives which field, `shared` what all share.
    """

    __tablename__ = "batch_drafts"
    batch_id: str = Field(foreign_key="batches.id", primary_key=True)
    sheet: dict[str, Any] = json()
    places: dict[str, Any] = json()
    shared: dict[str, Any] = json()
    updated_at: datetime = moment()
