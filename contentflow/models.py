"""The tables. Ids are UUIDv7 strings; times are UTC; money is USD; durations are milliseconds."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Index, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel
from uuid_utils import uuid7

from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    EventType,
    Outcome,
    Priority,
    Role,
    RunStatus,
    SourceKind,
    SourceStatus,
    Visibility,
)


def new_id() -> str:
    """A fresh UUIDv7: sorts by time."""
    return str(uuid7())


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """SQLite forgets the zone; every time comes back as aware UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Attach UTC where the database gave no zone."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


def _moment(*, index: bool = False) -> Any:
    return Field(default_factory=now, sa_type=UtcDateTime, index=index)


def _maybe_moment() -> Any:
    return Field(default=None, sa_type=UtcDateTime)


def _json(default: Any = dict) -> Any:
    return Field(default_factory=default, sa_column=Column(JSON, nullable=False))


class User(SQLModel, table=True):
    __tablename__ = "users"
    id: str = Field(default_factory=new_id, primary_key=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str
    role: Role = Role.EDITOR
    created_at: datetime = _moment()
    deactivated_at: datetime | None = _maybe_moment()


class Session(SQLModel, table=True):
    """A signed-in browser; only the token's hash is kept."""

    __tablename__ = "sessions"
    token_hash: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    created_at: datetime = _moment()
    expires_at: datetime = _moment()


class ApiToken(SQLModel, table=True):
    __tablename__ = "api_tokens"
    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    token_hash: str = Field(unique=True)
    hint: str  # the last four characters, to tell tokens apart
    created_at: datetime = _moment()
    last_used_at: datetime | None = _maybe_moment()
    revoked_at: datetime | None = _maybe_moment()


class Setting(SQLModel, table=True):
    """What the installation knows of itself, such as the organisation's name."""

    __tablename__ = "settings"
    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(JSON))
    updated_at: datetime = _moment()


class Campaign(SQLModel, table=True):
    """One article to be. `seq` is the last event number handed out, `version` the latest text."""

    __tablename__ = "campaigns"
    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    topic: str
    title: str = ""
    audience: str = ""
    goal: str = ""
    content_type: ContentType = ContentType.BLOG_POST
    keyphrase: str = ""
    tone: str = ""
    target_words: int = 800
    priority: Priority = Priority.STANDARD
    visibility: Visibility = Visibility.PRIVATE
    status: CampaignStatus = Field(default=CampaignStatus.DRAFT, index=True)
    progress: int = 0
    estimated_completion: datetime | None = _maybe_moment()
    cost_usd: float | None = None  # None: unpriced
    scores: dict[str, int | None] = _json()
    overall: int | None = None
    version: int = 0
    seq: int = 0
    created_at: datetime = _moment(index=True)
    updated_at: datetime = _moment()


class SourceRow(SQLModel, table=True):
    """A fact or a page of one campaign, as it was when it was read."""

    __tablename__ = "sources"
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    position: int
    kind: SourceKind
    value: str
    title: str = ""
    text: str = ""
    sha256: str = ""
    status: SourceStatus = SourceStatus.READ
    error: str = ""
    fetched_at: datetime | None = _maybe_moment()


class Run(SQLModel, table=True):
    """One pass of agents over a campaign. It executes in segments, workflow `{id}:{segment}`.

    `enqueued_segment` is the last segment handed to the engine (0: none yet).
    """

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_status_created", "status", "created_at"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    user_id: str = Field(foreign_key="users.id")
    status: RunStatus = RunStatus.QUEUED
    priority: Priority = Priority.STANDARD
    agents: list[str] = _json(list)
    brief: dict[str, Any] = _json()  # as it was when the run was made
    segment: int = 1
    enqueued_segment: int = 0
    deaths: int = 0  # restarts in a row without a new journal row
    journal_mark: int = 0  # journal rows at the last restart
    progress: int = 0
    estimated_completion: datetime | None = _maybe_moment()
    error: str = ""
    created_at: datetime = _moment()
    started_at: datetime | None = _maybe_moment()
    ended_at: datetime | None = _maybe_moment()


class AgentPerformance(SQLModel, table=True):
    """One execution of one agent: when, how long, how much, how it ended."""

    __tablename__ = "agent_performance"
    __table_args__ = (UniqueConstraint("run_id", "agent_type", "round", "attempt"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    run_id: str = Field(foreign_key="runs.id", index=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    agent_type: AgentName
    round: int = 0
    attempt: int = 1  # executions of this agent in this run, crashes included
    status: AgentStatus = AgentStatus.RUNNING
    progress: int = 0
    task: str = ""
    model: str = ""
    started_at: datetime = _moment()
    ended_at: datetime | None = _maybe_moment()
    estimated_completion: datetime | None = _maybe_moment()
    duration_ms: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    model_calls: int = 0
    retries: int = 0
    cache_hit: bool = False
    score_before: int | None = None
    score_after: int | None = None
    summary: str = ""
    error: str = ""


class ModelCall(SQLModel, table=True):
    """The journal: one attempt of one model call."""

    __tablename__ = "model_calls"
    __table_args__ = (
        Index("ix_model_calls_recall", "run_id", "agent_type", "round", "call_index"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    execution_id: str = Field(foreign_key="agent_performance.id", index=True)
    run_id: str = Field(foreign_key="runs.id")
    agent_type: AgentName
    round: int = 0
    call_index: int
    attempt: int
    purpose: str = ""
    prompt_hash: str
    model: str = ""
    reply: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    started_at: datetime = _moment()
    ended_at: datetime | None = _maybe_moment()
    error: str = ""


class AgentDecision(SQLModel, table=True):
    """One proposed edit, measured: kept or rejected, and why."""

    __tablename__ = "agent_decisions"
    __table_args__ = (UniqueConstraint("run_id", "agent_type", "round", "position"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    execution_id: str = Field(foreign_key="agent_performance.id", index=True)
    run_id: str = Field(foreign_key="runs.id")
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    agent_type: AgentName
    round: int = 0
    position: int
    check_id: str
    check_label: str
    edit: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    outcome: Outcome
    why: str
    score_before: int | None = None
    score_after: int | None = None
    value_before: str = ""
    value_after: str = ""
    text_before: str = ""
    text_after: str = ""
    created_at: datetime = _moment()


class AgentResult(SQLModel, table=True):
    """What one agent left in one run: at most one row per run, agent and round."""

    __tablename__ = "agent_results"
    __table_args__ = (UniqueConstraint("run_id", "agent_type", "round"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    execution_id: str = Field(foreign_key="agent_performance.id")
    run_id: str = Field(foreign_key="runs.id")
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    agent_type: AgentName
    round: int = 0
    version: int  # the text it left
    status: AgentStatus
    scores: dict[str, int | None] = _json()
    checks: list[dict[str, Any]] = _json(list)
    summary: str = ""
    error: str = ""
    created_at: datetime = _moment()


class ContentVersion(SQLModel, table=True):
    """A text as somebody left it. Numbers run from 1 without gaps; nothing is overwritten."""

    __tablename__ = "content_versions"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    number: int
    run_id: str | None = Field(default=None, foreign_key="runs.id")
    agent_type: AgentName | None = None
    user_id: str | None = Field(default=None, foreign_key="users.id")
    document: dict[str, Any] = _json()
    scores: dict[str, int | None] = _json()
    overall: int | None = None
    words: int = 0
    created_at: datetime = _moment()


class RunEvent(SQLModel, table=True):
    """What happened, append only, numbered per campaign without gaps.

    `key` names the work an event reports ("writer:0:block:b3"): work that is done again after a
    crash finds its event there and does not report twice.
    """

    __tablename__ = "run_events"
    __table_args__ = (UniqueConstraint("run_id", "key"),)
    campaign_id: str = Field(foreign_key="campaigns.id", primary_key=True)
    seq: int = Field(primary_key=True)
    run_id: str | None = Field(default=None, foreign_key="runs.id", index=True)
    type: EventType
    agent_type: AgentName | None = None
    key: str | None = None
    data: dict[str, Any] = _json()
    at: datetime = _moment()
