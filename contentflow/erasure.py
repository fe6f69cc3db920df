"""Taking a campaign out of every table, leaves first."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.models import Campaign, Run


async def erase(session: AsyncSession, campaign_id: str) -> None:
    """Delete every row that names the campaign or one of its runs, in the caller's transaction."""
    runs: Sequence[str] = (
        await session.exec(select(Run.id).where(Run.campaign_id == campaign_id))
    ).all()
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "campaign_id" in table.c:
            await session.exec(delete(table).where(table.c.campaign_id == campaign_id))
        elif "run_id" in table.c:
            await session.exec(delete(table).where(table.c.run_id.in_(runs)))
    await session.exec(delete(Campaign).where(col(Campaign.id) == campaign_id))
