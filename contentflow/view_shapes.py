"""What a person sees of a campaign: the shapes that `view.apply` fills. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contentflow.document import Document
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    Review,
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
    expected_seconds: float | None = None  # of an agent that has not started
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_ms: int | None = None
    attempt: int = 0  # executions in this run; 0: not started
    retries: int = 0  # model calls tried again
    retry: str = ""  # "attempt 2 of 6" while one is tried again
    model: str = ""
    cost_usd: float | None = None
    cache_hit: bool = False
    cached_at: datetime | None = None  # when a result from the cache was made
    run_id: str = ""  # the run it belongs to; "" when it never ran
    base_version: int = 0  # the text it worked on
    version: int = 0  # the text it left
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
    review: Review = Review.OPEN
    proposed: bool = False  # kept on its own base, waits for the agents beside it


@dataclass
class Writing:
    """The block being written or rewritten; lives only while the hub says so."""

    agent_type: AgentName
    block_id: str
    text: str


@dataclass
class Fix:
    """Who brought a check on target, and when; shown for a moment."""

    agent_type: AgentName
    at: datetime


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
    name: str = ""  # what people call it; the topic without one
    archived_at: datetime | None = None
    approved_version: int | None = None
    revision: int = 1
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
    steps: list[list[str]] = field(default_factory=list)  # of the latest run
    queue_position: int | None = None  # 1 is next
    stopped_by: str = ""  # who paused or cancelled the run
    started_at: datetime | None = None
    ended_at: datetime | None = None
    document: Document = field(default_factory=Document)
    scores: dict[str, int | None] = field(default_factory=dict)
    overall: int | None = None
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)  # by check id, as in `measured`
    fixes: dict[str, Fix] = field(default_factory=dict)  # by check id
    agents: dict[AgentName, AgentView] = field(default_factory=dict)
    decisions: list[DecisionView] = field(default_factory=list)
    writing: Writing | None = None

    @property
    def shown_name(self) -> str:
        """What the campaign is called."""
        return self.name or self.topic

    def agent(self, name: AgentName) -> AgentView:
        """The agent's card, made when it is first asked for."""
        return self.agents.setdefault(name, AgentView(name))


def pending_agents() -> dict[AgentName, AgentView]:
    """Five cards, nothing started."""
    return {name: AgentView(name) for name in AGENT_ORDER}
