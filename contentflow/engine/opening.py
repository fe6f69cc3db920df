"""What a segment of a run starts from: the brief, the text as it is, the steps."""

from dataclasses import dataclass
from typing import Any

from contentflow import campaigns, db, sources
from contentflow import document as documents
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.engine import execution, lifecycle
from contentflow.names import RUN_ENDED, AgentName, ScoreName


@dataclass(frozen=True)
class Opening:
    """What a segment starts from. `written` is the brief as people wrote it."""

    campaign_id: str
    steps: tuple[tuple[AgentName, ...], ...]
    brief: Brief
    document: Document
    version: int
    written: dict[str, Any]
    draft_scores: dict[ScoreName, int | None]
    segment: int
    force: bool = False


async def open_segment(run_id: str, segment: int) -> Opening | None:
    """What the segment starts from; None when the run has gone on without it."""
    async with db.reading() as session:
        run = await lifecycle.get(session, run_id)
    if run.status in RUN_ENDED or run.segment != segment:
        return None
    await sources.read_pending(run.campaign_id)
    async with db.reading() as session:
        brief = await campaigns.brief_of(session, run.campaign_id)
        latest = await campaigns.latest_version(session, run.campaign_id)
    steps = tuple(tuple(AgentName(name) for name in step) for step in run.steps)
    drafted = {} if AgentName.WRITER in run.agents else await execution.drafted(run.campaign_id)
    return Opening(
        campaign_id=run.campaign_id,
        steps=steps,
        brief=brief,
        document=documents.from_json(latest.document) if latest else Document(),
        version=latest.number if latest else 0,
        written=run.brief,
        draft_scores=by_name(drafted),
        segment=segment,
        force=run.force,
    )


def by_name(scores: dict[str, int | None]) -> dict[ScoreName, int | None]:
    """Stored scores under their names."""
    return {ScoreName(name): score for name, score in scores.items()}
