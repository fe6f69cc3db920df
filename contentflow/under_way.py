"""Whether a campaign has a run that has not ended: waiting, working or paused."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.errors import Conflict
from contentflow.models import Run
from contentflow.names import AGENT_LABELS, RUN_ENDED


async def run_of(session: AsyncSession, campaign_id: str) -> Run | None:
    """The campaign's latest run, unless it has ended."""
    query = select(Run).where(Run.campaign_id == campaign_id).order_by(col(Run.id).desc())
    run = (await session.exec(query.limit(1))).first()
    return run if run is not None and run.status not in RUN_ENDED else None


async def refuse(session: AsyncSession, campaign_id: str) -> None:
    """Raises:
    Conflict: a run of the campaign has not ended.
    """
    if run := await run_of(session, campaign_id):
        names = ", ".join(AGENT_LABELS[name] for name in run.agents)
        raise Conflict(f"A run is under way ({names}). Wait for its end, or cancel it.")
