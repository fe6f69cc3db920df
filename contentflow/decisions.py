"""The edits that agents proposed in a campaign, a page at a time."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from contentflow import access, db
from contentflow.errors import Invalid
from contentflow.lettering import legible
from contentflow.listing import MOST, Page
from contentflow.models import AgentDecision, User
from contentflow.person import Person


@dataclass(frozen=True)
class Decision:
    """One proposed edit as it is stored, and who reviewed it."""

    row: AgentDecision
    reviewer: str = ""


async def listing(
    person: Person, campaign_id: str, *, cursor: str | None = None, limit: int = 50
) -> Page[Decision]:
    """The edits of finished agents, kept and rejected, the latest first.

    Raises:
        NotFound: the campaign does not exist, or not for them.
        Invalid: the cursor is not one of ours, or the limit is not 1 to 100.
    """
    _check(cursor, limit)
    query = (
        select(AgentDecision, User.name)
        .join(User, col(User.id) == col(AgentDecision.reviewed_by), isouter=True)
        .order_by(col(AgentDecision.id).desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(col(AgentDecision.id) < cursor)
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        query = query.where(AgentDecision.campaign_id == campaign.id)
        found = (await session.exec(query)).all()
    shown = [Decision(row, legible(name or "")) for row, name in found[:limit]]
    return Page(shown, shown[-1].row.id if len(found) > limit else None)


def _check(cursor: str | None, limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise Invalid({"limit": f"The limit must be 1 to {MOST}."})
    if cursor is None:
        return
    try:
        UUID(cursor)
    except ValueError as error:
        raise Invalid({"cursor": "Use the next_cursor of the page before."}) from error
