"""Runs, what each agent did in them, and every event."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Enum, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from contentflow.models.columns import json, maybe_moment, moment, new_id, word
from contentflow.names import (
    AgentName,
    AgentStatus,
    EventType,
    Outcome,
    Priority,
    Review,
    RunStatus,
)

# Kept as text, so that a new kind of event needs no new column type.
_EVENT: Any = Enum(EventType, native_enum=False, length=40)


class Run(SQLModel, table=True):
    """One pass of agents over a campaign. It executes in segments, workflow `{id}:{segment}`.

    `enqueued_segment` is the last segment handed to the engine (0: none yet). `steps` are done one
    after the other, the agents of one step at the same time. `base_version` is the text it began
    with, `queued_at` when it last began to wait for a slot, `not_before` when it may start at the
    earliest. `worker_id` is the process at work on it; with `yields` it gives way to an urgent run
    when its agent is through.
    """

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_status_created", "status", "created_at"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    user_id: str = Field(foreign_key="users.id")
    batch_id: str | None = Field(default=None, foreign_key="batches.id", index=True)
    worker_id: str | None = Field(default=None, foreign_key="workers.id", index=True)
    yields: bool = False
    not_before: datetime | None = maybe_moment()
    status: RunStatus = RunStatus.QUEUED
    priority: Priority = Priority.STANDARD
    steps: list[list[str]] = json(list)
    force: bool = False  # no result is taken from the cache
    base_version: int = 0
    brief: dict[str, Any] = json()  # as it was when the run was made
    segment: int = 1
    enqueued_segment: int = 0
    deaths: int = 0  # restarts in a row without a new journal row
    journal_mark: int = 0  # journal rows at the last restart
    progress: int = 0
    estimated_completion: datetime | None = maybe_moment()
    error: str = ""
    created_at: datetime = moment()
    queued_at: datetime = moment()
    started_at: datetime | None = maybe_moment()
    ended_at: datetime | None = maybe_moment()

    @property
    def agents(self) -> list[AgentName]:
        """The agents of the run, in order."""
        return [AgentName(name) for step in self.steps for name in step]


class AgentPerformance(SQLModel, table=True):
    """One execution of one agent: when, how long, how much, how it ended.

    `base_version` is the text it worked on, `version` the one it left, `cached_at` when the result
    that came from the cache was made.
    """

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
    started_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()
    estimated_completion: datetime | None = maybe_moment()
    duration_ms: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    model_calls: int = 0
    retries: int = 0
    cache_hit: bool = False
    cached_at: datetime | None = maybe_moment()
    base_version: int = 0
    version: int = 0
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
    started_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()
    error: str = ""


class AgentDecision(SQLModel, table=True):
    """One proposed edit, measured: kept or rejected, why, and what a person said of it later.

    `block_id` is where its text stands, for an insertion the new block. `version` is the one that
    has it, 0 when it was rejected.
    """

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
    block_id: str = ""
    version: int = 0
    review: Review = word(Review, Review.OPEN)
    reviewed_by: str | None = Field(default=None, foreign_key="users.id")
    reviewed_at: datetime | None = maybe_moment()
    created_at: datetime = moment()

    @property
    def key(self) -> str:
        """How events and pages name it."""
        return f"{self.run_id}:{self.agent_type.value}:{self.round}:{self.position}"


class AgentResult(SQLModel, table=True):
    """What one agent left in one run: at most one row per run, agent and round.

    A round that was stopped in the middle has the status `cancelled`; the next one goes on.
    """

    __tablename__ = "agent_results"
    __table_args__ = (UniqueConstraint("run_id", "agent_type", "round"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    execution_id: str = Field(foreign_key="agent_performance.id")
    run_id: str = Field(foreign_key="runs.id")
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    agent_type: AgentName
    round: int = 0
    base_version: int = 0  # the text it worked on
    version: int  # the text it left
    status: AgentStatus
    scores: dict[str, int | None] = json()
    checks: list[dict[str, Any]] = json(list)
    summary: str = ""
    error: str = ""
    created_at: datetime = moment()


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
    type: EventType = Field(sa_type=_EVENT)
    agent_type: AgentName | None = None
    key: str | None = None
    data: dict[str, Any] = json()
    at: datetime = moment()


class AgentCache(SQLModel, table=True):
    """A result that serves again for the same agent, model, document, brief and voice.

    `seconds` and `cost_usd` are what making it took, `size` is that of `result` in bytes.
    """

    __tablename__ = "agent_cache"
    key: str = Field(primary_key=True)
    agent_type: str = Field(index=True)  # an agent's name
    model: str = ""
    result: dict[str, Any] = json()
    size: int = 0
    seconds: float = 0.0
    cost_usd: float | None = None
    hits: int = 0
    created_at: datetime = moment(index=True)
    last_hit_at: datetime | None = maybe_moment()
