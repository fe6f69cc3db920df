"""The texts of a campaign, and what people said of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from contentflow.models.columns import json, moment, new_id, word
from contentflow.names import AgentName, VersionKind


class ContentVersion(SQLModel, table=True):
    """A text as somebody left it. Numbers run from 1 without gaps; nothing is overwritten.

    `base` is the version it was made from, `restored_from` the one put back, `checks` what was
    measured, as in `agent_results`, and `brief` what the agents were told when it was made.
    `characters` counts what a person typed or took away by hand.
    """

    __tablename__ = "content_versions"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    number: int
    kind: VersionKind = word(VersionKind, VersionKind.AGENT)
    base: int = 0
    restored_from: int | None = None
    run_id: str | None = Field(default=None, foreign_key="runs.id")
    agent_type: AgentName | None = None
    user_id: str | None = Field(default=None, foreign_key="users.id")
    decision_id: str | None = Field(default=None, foreign_key="agent_decisions.id")
    document: dict[str, Any] = json()
    scores: dict[str, int | None] = json()
    checks: list[dict[str, Any]] = json(list)
    overall: int | None = None
    words: int = 0
    edits: int = 0
    characters: int = 0
    duration_ms: int | None = None
    cost_usd: float | None = None
    cache_hit: bool = False
    brief: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    created_at: datetime = moment()


class Approval(SQLModel, table=True):
    """Somebody approved a version, or reopened the campaign; the latest row counts."""

    __tablename__ = "approvals"
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    version: int
    approved: bool
    note: str = ""
    user_id: str = Field(foreign_key="users.id")
    created_at: datetime = moment()
