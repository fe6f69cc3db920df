"""What a person sees of one campaign now: its rows, with its latest run's events folded in."""

from sqlalchemy import case
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, timeline
from contentflow import document as documents
from contentflow.access import require_id, seen
from contentflow.document import Document
from contentflow.errors import NotFound
from contentflow.listing import latest_runs
from contentflow.models import Campaign, ContentVersion, Run, RunEvent, User
from contentflow.names import RUN_ENDED, Priority, RunStatus
from contentflow.person import Person
from contentflow.view import CampaignView, apply, pending_agents

_RANK = {Priority.URGENT: 0, Priority.STANDARD: 1, Priority.BACKGROUND: 2}


async def snapshot(person: Person, campaign_id: str) -> CampaignView:
    """The campaign as it is at its `seq`; later messages are folded over it with `view.apply`.

    Raises:
        NotFound: it does not exist, or not for this person.
    """
    async with db.reading() as session:
        view = await _read(session, await seen(session, person, campaign_id))
    return _with_tail(view)


async def shared(campaign_id: str) -> CampaignView:
    """The same for everybody: only for who shows it to people whose rights were looked at.

    Raises:
        NotFound: it does not exist.
    """
    async with db.reading() as session:
        campaign = await session.get(Campaign, require_id(campaign_id))
        if campaign is None:
            raise NotFound("There is no such campaign.")
        view = await _read(session, campaign)
    return _with_tail(view)


async def _read(session: AsyncSession, campaign: Campaign) -> CampaignView:
    view = await _base(session, campaign)
    run = (await latest_runs(session, [campaign.id])).get(campaign.id)
    if run is None:
        view.seq = campaign.seq
        return view
    await _open_run(session, view, run)
    await _fold(session, view, campaign.seq)
    await _check(session, view, campaign, run)
    return view


def _with_tail(view: CampaignView) -> CampaignView:
    if view.run_id and (tail := live.tail(view.id)):
        apply(view, tail)
    return view


async def _base(session: AsyncSession, campaign: Campaign) -> CampaignView:
    owner = await session.get_one(User, campaign.user_id)
    return CampaignView(
        id=campaign.id,
        owner_id=owner.id,
        owner_name=owner.name,
        topic=campaign.topic,
        content_type=campaign.content_type,
        priority=campaign.priority,
        visibility=campaign.visibility,
        status=campaign.status,
        created_at=campaign.created_at,
        revision=campaign.revision,
        target_words=campaign.target_words,
        keyphrase=campaign.keyphrase,
        cost_usd=campaign.cost_usd,
        agents=pending_agents(),
    )


async def _open_run(session: AsyncSession, view: CampaignView, run: Run) -> None:
    """What the run began with: its number, and the text that was there before it."""
    count = select(func.count()).select_from(Run).where(Run.campaign_id == view.id)
    view.run_id, view.run_number = run.id, (await session.exec(count)).one()
    found = await session.exec(
        select(ContentVersion)
        .where(
            ContentVersion.campaign_id == view.id,
            or_(col(ContentVersion.run_id).is_(None), ContentVersion.run_id != run.id),
            ContentVersion.created_at <= run.created_at,
        )
        .order_by(col(ContentVersion.number).desc())
        .limit(1)
    )
    start = found.first()
    if start is not None:
        view.document, view.version = documents.from_json(start.document), start.number
        view.scores, view.overall = dict(start.scores), start.overall


async def _fold(session: AsyncSession, view: CampaignView, until: int) -> None:
    query = select(RunEvent).where(RunEvent.run_id == view.run_id, RunEvent.seq <= until)
    for row in (await session.exec(query.order_by(col(RunEvent.seq)))).all():
        apply(view, timeline.as_message(row))


async def _check(session: AsyncSession, view: CampaignView, campaign: Campaign, run: Run) -> None:
    """Let the rows have the last word on what they hold."""
    view.seq = campaign.seq
    view.cost_usd, view.error = campaign.cost_usd, run.error
    view.started_at, view.ended_at = run.started_at, run.ended_at
    if view.run_status is RunStatus.QUEUED:
        view.queue_position = await _position(session, run)
    if view.run_status in RUN_ENDED and view.version:
        view.document = await _document(session, view) or view.document


async def _document(session: AsyncSession, view: CampaignView) -> Document | None:
    found = await session.exec(
        select(ContentVersion).where(
            ContentVersion.campaign_id == view.id, ContentVersion.number == view.version
        )
    )
    version = found.first()
    return documents.from_json(version.document) if version else None


async def _position(session: AsyncSession, run: Run) -> int:
    """The run's place among those that wait, 1 being next."""
    rank = case(*((col(Run.priority) == priority, place) for priority, place in _RANK.items()))
    own = _RANK[run.priority]
    older = (rank == own) & (
        (col(Run.created_at) < run.created_at)
        | ((col(Run.created_at) == run.created_at) & (col(Run.id) < run.id))
    )
    before = (
        select(func.count())
        .select_from(Run)
        .where(Run.status == RunStatus.QUEUED, or_(rank < own, older))
    )
    return (await session.exec(before)).one() + 1
