"""What the API sends, field by field."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from contentflow import briefs
from contentflow.campaigns import CampaignRow, Created
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    RunStatus,
    SourceKind,
    Tone,
    Visibility,
)
from contentflow.view import AgentView, CampaignView


class RunShape(BaseModel):
    id: str
    status: RunStatus


class OwnerShape(BaseModel):
    id: str
    name: str


class CreatedShape(BaseModel):
    id: str
    status: CampaignStatus
    run: RunShape | None

    @classmethod
    def of(cls, created: Created) -> Self:
        """The answer to a POST."""
        return cls(
            id=created.id, status=created.status, run=_run(created.run_id, created.run_status)
        )


class AgentShape(BaseModel):
    """The latest execution of one agent. `duration_ms` is in milliseconds."""

    agent_type: AgentName
    status: AgentStatus
    progress: int
    estimated_completion: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    duration_ms: int | None
    attempt: int
    cache_hit: bool
    score_before: int | None
    score_after: int | None
    error: str

    @classmethod
    def of(cls, view: AgentView) -> Self:
        """From what the pages show."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class CampaignShape(BaseModel):
    """A campaign. `cost_usd` is null where a model's price is not known, never a guess."""

    id: str
    topic: str
    title: str
    content_type: ContentType
    status: CampaignStatus
    progress: int
    estimated_completion: datetime | None
    cost_usd: float | None
    scores: dict[str, int | None]
    overall: int | None
    priority: Priority
    visibility: Visibility
    owner: OwnerShape
    version: int
    seq: int
    created_at: datetime
    error: str
    run: RunShape | None
    agents: list[AgentShape]

    @classmethod
    def of_row(cls, row: CampaignRow) -> Self:
        """From a list's row."""
        return cls._of(row, title=row.title, agents=row.executions)

    @classmethod
    def of_view(cls, view: CampaignView) -> Self:
        """From the campaign page's view."""
        return cls._of(view, title=view.document.title, agents=view.agents)

    @classmethod
    def _of(
        cls, source: CampaignRow | CampaignView, title: str, agents: dict[AgentName, AgentView]
    ) -> Self:
        alike = set(cls.model_fields) - {"title", "owner", "run", "agents"}
        return cls(
            **{name: getattr(source, name) for name in alike},
            title=title,
            owner=OwnerShape(id=source.owner_id, name=source.owner_name),
            run=_run(source.run_id, source.run_status),
            agents=[AgentShape.of(agents[name]) for name in AGENT_ORDER if name in agents],
        )


class CampaignPage(BaseModel):
    """Some campaigns; give `next_cursor` as `cursor` to get the next ones."""

    items: list[CampaignShape]
    next_cursor: str | None


def _run(run_id: str | None, status: RunStatus | None) -> RunShape | None:
    return RunShape(id=run_id, status=status) if run_id and status else None


def _text(most: int, fewest: int = 0) -> dict[str, Any]:
    return {"type": "string", "minLength": fewest, "maxLength": most}


# Checked by `briefs.validate`, for the form and here alike; this tells it to the reader of /docs.
BRIEF_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["topic"],
    "additionalProperties": False,
    "properties": {
        "topic": _text(briefs.TOPIC[1], briefs.TOPIC[0]),
        "audience": _text(briefs.AUDIENCE),
        "goal": _text(briefs.GOAL),
        "content_type": {"enum": list(ContentType), "default": ContentType.BLOG_POST},
        "keyphrase": _text(briefs.KEYPHRASE),
        "target_words": {
            "type": "integer",
            "minimum": briefs.TARGET_WORDS[0],
            "maximum": briefs.TARGET_WORDS[1],
            "default": briefs.DEFAULT_WORDS,
        },
        "tone": {"enum": list(Tone)},
        "sources": {
            "type": "array",
            "maxItems": briefs.SOURCES,
            "items": {
                "type": "object",
                "required": ["kind", "value"],
                "properties": {
                    "kind": {"enum": list(SourceKind)},
                    "value": _text(briefs.SOURCE, 1),
                },
            },
        },
        "priority": {"enum": list(Priority), "default": Priority.STANDARD},
        "visibility": {"enum": list(Visibility), "default": Visibility.PRIVATE},
        "brand_voice_id": {"type": "string", "format": "uuid"},
        "name": _text(briefs.NAME),
    },
    "example": {
        "topic": "How to choose a standing desk for a small home office",
        "audience": "People who work from home",
        "content_type": ContentType.HOW_TO,
        "keyphrase": "standing desk",
        "target_words": 600,
    },
}
