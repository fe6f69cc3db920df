"""What a person sees of one campaign now: its rows, with its latest run's events folded in."""

from sqlalchemy import case
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, timeline, version_rows
from contentflow import document as documents
from contentflow.access import require_id, seen
from contentflow.errors import NotFound
from contentflow.listing import execution_view, latest_runs
from contentflow.models import (
    AgentDecision,
    AgentPerformance,
    Campaign,
    ContentVersion,
    Run,
    RunEvent,
    User,
)
from contentflow.names import AgentName, AgentStatus, Outcome, Priority, Review, RunStatus
from contentflow.person import Person
from contentflow.view import (
    TELL_VERSIONS,
    AgentView,
    CampaignView,
    DecisionView,
    apply,
    pending_agents,
)

_MOST_RECALLED = 500  # edits of earlier runs
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
    view.run_id, view.run_number = run.id, await _run_number(session, view)
    view.steps = run.steps
    await _recall(session, view)
    since = await _start_from_version(session, view, campaign.version)
    await _fold(session, view, since, campaign.seq)
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
        name=campaign.name,
        archived_at=campaign.archived_at,
        approved_version=campaign.approved_version,
        revision=campaign.revision,
        target_words=campaign.target_words,
        keyphrase=campaign.keyphrase,
        cost_usd=campaign.cost_usd,
        agents=pending_agents(),
    )


async def _run_number(session: AsyncSession, view: CampaignView) -> int:
    count = select(func.count()).select_from(Run).where(Run.campaign_id == view.id)
    return (await session.exec(count)).one()


async def _recall(session: AsyncSession, view: CampaignView) -> None:
    """What the agents last did in earlier runs, and every edit they made there."""
    done = await session.exec(
        select(AgentPerformance)
        .where(
            AgentPerformance.campaign_id == view.id,
            AgentPerformance.run_id != view.run_id,
            AgentPerformance.status != AgentStatus.INTERRUPTED,
        )
        .order_by(col(AgentPerformance.started_at))
    )
    for row in done.all():
        view.agents[row.agent_type] = execution_view(row)
    for name in (AgentName(name) for step in view.steps for name in step):
        view.agents[name] = AgentView(name)  # it is this run's turn
    edits = await session.exec(
        select(AgentDecision)
        .where(AgentDecision.campaign_id == view.id, AgentDecision.run_id != view.run_id)
        .order_by(col(AgentDecision.id).desc())
        .limit(_MOST_RECALLED)
    )
    view.decisions = [decision_view(row) for row in reversed(edits.all())]


def decision_view(row: AgentDecision) -> DecisionView:
    """A stored decision as people see it."""
    return DecisionView(
        key=row.key,
        agent_type=row.agent_type,
        block_id=row.block_id,
        check_id=row.check_id,
        check_label=row.check_label,
        kept=row.outcome is Outcome.KEPT,
        why=row.why,
        reason=(row.edit or {}).get("reason", ""),
        value_before=row.value_before,
        value_after=row.value_after,
        score_before=row.score_before,
        score_after=row.score_after,
        text_before=row.text_before,
        text_after=row.text_after,
        at=row.created_at,
        review=row.review,
    )


async def _start_from_version(session: AsyncSession, view: CampaignView, number: int) -> int:
    """Show the latest version; returns the number of the event that told of it, 0 without one."""
    found = await session.exec(
        select(ContentVersion, User.name)
        .join(User, col(User.id) == col(ContentVersion.user_id), isouter=True)
        .where(ContentVersion.campaign_id == view.id, ContentVersion.number == number)
    )
    version, name = found.first() or (None, None)
    if version is None:
        return 0
    view.document, view.version = documents.from_json(version.document), version.number
    view.version_by = version_rows.author(version, name)
    view.version_runs = await _version_runs(session, view)
    view.scores, view.overall = dict(version.scores), version.overall
    view.checks = {check["id"]: check for check in version.checks}
    told = select(func.max(RunEvent.seq)).where(
        RunEvent.campaign_id == view.id, col(RunEvent.type).in_(TELL_VERSIONS)
    )
    return (await session.exec(told)).one() or 0


async def _version_runs(session: AsyncSession, view: CampaignView) -> dict[int, str]:
    query = select(ContentVersion.number, ContentVersion.run_id)
    found = await session.exec(query.where(ContentVersion.campaign_id == view.id))
    return {number: run_id or "" for number, run_id in found.all()}


async def _fold(session: AsyncSession, view: CampaignView, since: int, until: int) -> None:
    """The latest run's events; the text is the version's until `since`."""
    query = select(RunEvent).where(RunEvent.run_id == view.run_id, RunEvent.seq <= until)
    for row in (await session.exec(query.order_by(col(RunEvent.seq)))).all():
        apply(view, timeline.as_message(row), text=row.seq > since)


async def _check(session: AsyncSession, view: CampaignView, campaign: Campaign, run: Run) -> None:
    """Let the rows have the last word on what they hold."""
    view.seq = campaign.seq
    view.cost_usd, view.error = campaign.cost_usd, run.error
    view.started_at, view.ended_at = run.started_at, run.ended_at
    if view.run_status is RunStatus.QUEUED:
        view.queue_position = await _position(session, run)
    await _note_reviews(session, view)


async def _note_reviews(session: AsyncSession, view: CampaignView) -> None:
    """What people said of the edits."""
    query = select(AgentDecision).where(
        AgentDecision.campaign_id == view.id, AgentDecision.review != Review.OPEN
    )
    rows = (await session.exec(query)).all()
    said = {row.key: row for row in rows}
    for decision in view.decisions:
        if row := said.get(decision.key):
            decision.review, decision.block_id = row.review, row.block_id or decision.block_id


async def _position(session: AsyncSession, run: Run) -> int:
    """The run's place among those that wait, 1 being next."""
    rank = case(*((col(Run.priority) == priority, place) for priority, place in _RANK.items()))
    own = _RANK[run.priority]
    older = (rank == own) & (
        (col(Run.queued_at) < run.queued_at)
        | ((col(Run.queued_at) == run.queued_at) & (col(Run.id) < run.id))
    )
    before = (
        select(func.count())
        .select_from(Run)
        .where(Run.status == RunStatus.QUEUED, or_(rank < own, older))
    )
    return (await session.exec(before)).one() + 1
