"""What a person sees of a campaign, and how one event changes it.

The same fold serves the first snapshot, live updates, a second tab and recovery after a gap. Pure.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from contentflow import document as documents
from contentflow.document import Block, Document, Edit
from contentflow.live import Message
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    EventType,
    Priority,
    RunStatus,
    Visibility,
)

CAMPAIGN_STATUS: dict[RunStatus, CampaignStatus] = {
    RunStatus.QUEUED: CampaignStatus.QUEUED,
    RunStatus.RUNNING: CampaignStatus.GENERATING,
    RunStatus.PAUSING: CampaignStatus.GENERATING,
    RunStatus.PAUSED: CampaignStatus.PAUSED,
    RunStatus.COMPLETED: CampaignStatus.COMPLETED,
    RunStatus.NEEDS_ATTENTION: CampaignStatus.NEEDS_ATTENTION,
    RunStatus.FAILED: CampaignStatus.FAILED,
    RunStatus.CANCELLING: CampaignStatus.GENERATING,
    RunStatus.CANCELLED: CampaignStatus.CANCELLED,
}


@dataclass
class AgentView:
    """The latest execution of one agent."""

    agent_type: AgentName
    status: AgentStatus = AgentStatus.PENDING
    progress: int = 0
    task: str = ""
    estimated_completion: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_ms: int | None = None
    attempt: int = 0  # executions in this run; 0: not started
    retries: int = 0  # model calls tried again
    retry: str = ""  # "attempt 2 of 6" while one is tried again
    model: str = ""
    cost_usd: float | None = None
    cache_hit: bool = False
    score_before: int | None = None
    score_after: int | None = None
    summary: str = ""
    error: str = ""


@dataclass
class DecisionView:
    """One measured edit, as shown beside the paragraph it changed."""

    key: str
    agent_type: AgentName
    block_id: str  # or "title", "meta_description", "slug"
    check_id: str
    check_label: str
    kept: bool
    why: str
    reason: str
    value_before: str
    value_after: str
    score_before: int | None
    score_after: int | None
    text_before: str
    text_after: str
    at: datetime


@dataclass
class Writing:
    """The block being written or rewritten; lives only while the hub says so."""

    agent_type: AgentName
    block_id: str
    text: str


@dataclass
class CampaignView:
    """Everything the campaign page and GET /api/campaigns/{id} show."""

    id: str
    owner_id: str
    owner_name: str
    topic: str
    content_type: ContentType
    priority: Priority
    visibility: Visibility
    status: CampaignStatus
    created_at: datetime
    target_words: int = 0
    keyphrase: str = ""
    progress: int = 0
    estimated_completion: datetime | None = None
    cost_usd: float | None = None
    error: str = ""
    seq: int = 0
    version: int = 0
    run_id: str = ""
    run_status: RunStatus | None = None
    run_number: int = 0
    queue_position: int | None = None  # 1 is next
    started_at: datetime | None = None
    ended_at: datetime | None = None
    document: Document = field(default_factory=Document)
    scores: dict[str, int | None] = field(default_factory=dict)
    overall: int | None = None
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)  # by check id, as in `measured`
    agents: dict[AgentName, AgentView] = field(default_factory=dict)
    decisions: list[DecisionView] = field(default_factory=list)
    writing: Writing | None = None

    def agent(self, name: AgentName) -> AgentView:
        """The agent's card, made when it is first asked for."""
        return self.agents.setdefault(name, AgentView(name))


def pending_agents() -> dict[AgentName, AgentView]:
    """Five cards, nothing started."""
    return {name: AgentView(name) for name in AGENT_ORDER}


def apply(view: CampaignView, message: Message) -> None:
    """Change `view` by one message. Numbered messages it has already seen change nothing."""
    seq = message.get("seq")
    if seq is not None:
        if seq <= view.seq:
            return
        view.seq = seq
    kind = EventType(message["type"])
    if kind is not EventType.RUN_STATUS and message.get("run_id") not in (None, view.run_id):
        return  # of an earlier run
    _APPLY[kind](view, message)


def moment(text: str | None) -> datetime | None:
    """The time of an ISO 8601 text."""
    return datetime.fromisoformat(text) if text else None


def _run_status(view: CampaignView, m: Message) -> None:
    if m["run_id"] and m["run_id"] != view.run_id:
        view.run_id, view.run_number = m["run_id"], view.run_number + 1
        view.agents, view.error = pending_agents(), ""
    view.run_status = RunStatus(m["status"])
    view.status = CAMPAIGN_STATUS[view.run_status]
    view.error = m.get("error", "")
    view.started_at = moment(m.get("started_at")) or view.started_at
    view.ended_at = moment(m.get("ended_at"))
    _totals(view, m)
    if view.run_status is not RunStatus.RUNNING:
        view.writing = None


def _totals(view: CampaignView, m: Message) -> None:
    if "run_progress" in m:
        view.progress = m["run_progress"]
    if "run_estimated_completion" in m:
        view.estimated_completion = moment(m["run_estimated_completion"])
    if "run_cost_usd" in m:
        view.cost_usd = m["run_cost_usd"]


def _agent_started(view: CampaignView, m: Message) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.status, card.retry, card.error, card.summary = AgentStatus.RUNNING, "", "", ""
    card.attempt = m["attempt"]
    card.model = m.get("model", "")
    card.score_before = m.get("score_before")
    card.estimated_completion = moment(m.get("estimated_completion"))
    card.started_at = card.started_at or moment(m["at"])
    card.ended_at = None
    view.writing = None
    _totals(view, m)


def _agent_progress(view: CampaignView, m: Message) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.progress, card.task, card.retry = m["progress"], m["task"], ""
    card.estimated_completion = moment(m.get("estimated_completion"))
    card.cost_usd = m.get("cost_usd", card.cost_usd)
    _totals(view, m)


def _agent_retry(view: CampaignView, m: Message) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.retry = f"attempt {m['attempt']} of {m['of']}"
    card.task = m["reason"]
    card.retries += 1


def _block_written(view: CampaignView, m: Message) -> None:
    block = Block(**m["block"])
    kept = tuple(b for b in view.document.blocks if b.id != block.id)
    view.document = replace(
        view.document,
        title=m["title"],
        slug=m["slug"],
        meta_description=m["meta_description"],
        blocks=(*kept, block),
        serial=m["serial"],
    )
    view.writing = None


def _measured(view: CampaignView, m: Message) -> None:
    view.scores = {**view.scores, **m["scores"]}
    view.overall = m["overall"]
    view.checks = {**view.checks, **{check["id"]: check for check in m["checks"]}}
    agent = m.get("agent_type")
    if agent and m.get("own_score") is not None:
        view.agent(AgentName(agent)).score_after = m["own_score"]


def _edit_kept(view: CampaignView, m: Message) -> None:
    view.document = documents.apply(view.document, Edit(**m["edit"]))
    view.writing = None
    view.decisions.append(_decision(m, kept=True))
    _measured(view, m)


def _edit_rejected(view: CampaignView, m: Message) -> None:
    view.writing = None
    view.decisions.append(_decision(m, kept=False))


def _decision(m: Message, *, kept: bool) -> DecisionView:
    edit = m.get("edit") or {}
    named = {"set_title": "title", "set_meta": "meta_description", "set_slug": "slug"}
    return DecisionView(
        key=f"{m['run_id']}:{m['agent_type']}:{m['position']}",
        agent_type=AgentName(m["agent_type"]),
        block_id=named.get(edit.get("op", ""), edit.get("block_id", "")),
        check_id=m["check_id"],
        check_label=m["check_label"],
        kept=kept,
        why=m["why"],
        reason=edit.get("reason", ""),
        value_before=m["value_before"],
        value_after=m["value_after"],
        score_before=m["score_before"],
        score_after=m["score_after"],
        text_before=m["text_before"],
        text_after=m["text_after"],
        at=datetime.fromisoformat(m["at"]),
    )


def _agent_ended(view: CampaignView, m: Message, status: AgentStatus) -> None:
    card = view.agent(AgentName(m["agent_type"]))
    card.status, card.retry = status, ""
    card.ended_at = moment(m["at"])
    card.duration_ms = m["duration_ms"]
    card.cost_usd = m.get("cost_usd")
    card.estimated_completion = None
    view.writing = None
    _totals(view, m)


def _agent_completed(view: CampaignView, m: Message) -> None:
    _agent_ended(view, m, AgentStatus.COMPLETED)
    card = view.agent(AgentName(m["agent_type"]))
    card.progress, card.task = 100, ""
    card.summary = m["summary"]
    card.score_before, card.score_after = m["score_before"], m["score_after"]
    card.cache_hit = m.get("cache_hit", False)
    view.version = m["version"]
    front = {name: m[name] for name in ("title", "slug", "meta_description") if name in m}
    view.document = replace(view.document, **front)


def _agent_failed(view: CampaignView, m: Message) -> None:
    _agent_ended(view, m, AgentStatus.FAILED)
    view.agent(AgentName(m["agent_type"])).error = m["error"]


def _tail(view: CampaignView, m: Message) -> None:
    view.writing = Writing(AgentName(m["agent_type"]), m["block_id"], m["text"])


_APPLY = {
    EventType.RUN_STATUS: _run_status,
    EventType.AGENT_STARTED: _agent_started,
    EventType.AGENT_PROGRESS: _agent_progress,
    EventType.AGENT_RETRY: _agent_retry,
    EventType.BLOCK_WRITTEN: _block_written,
    EventType.MEASURED: _measured,
    EventType.EDIT_KEPT: _edit_kept,
    EventType.EDIT_REJECTED: _edit_rejected,
    EventType.AGENT_COMPLETED: _agent_completed,
    EventType.AGENT_FAILED: _agent_failed,
    EventType.TAIL: _tail,
}
