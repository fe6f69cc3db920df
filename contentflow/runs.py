"""Runs as people order them: agents run again, paused, resumed, cancelled, retried, skipped.

What is asked here is a row; the engine reads it when it is woken (`engine.wake`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, brief_rows, db, live, timeline, under_way
from contentflow.access import require_id
from contentflow.briefs import as_data
from contentflow.costs import run_cost
from contentflow.errors import AsksFirst, Conflict, Invalid, NotFound
from contentflow.lettering import legible
from contentflow.live import Message
from contentflow.models import AgentPerformance, Campaign, ContentVersion, Run, User, now
from contentflow.names import (
    AGENT_LABELS,
    AGENT_ORDER,
    RUN_ENDED,
    AgentName,
    AgentStatus,
    CampaignStatus,
    EventType,
    RunStatus,
)
from contentflow.person import Person
from contentflow.timeline import Event
from contentflow.view import CAMPAIGN_STATUS

_WORKING = (RunStatus.RUNNING, RunStatus.PAUSING, RunStatus.CANCELLING)


@dataclass(frozen=True)
class Order:
    """Which agents to run on the current text.

    `beside`: at the same time on one base (the Writer still comes first); `force`: no result is
    taken from the cache; `over_edits`: the Writer may start anew though people changed the text.
    """

    agents: tuple[AgentName, ...]
    beside: bool = False
    force: bool = False
    over_edits: bool = False

    @property
    def steps(self) -> list[list[str]]:
        """The agents in steps, the Writer alone in the first."""
        others = [name.value for name in self.agents if name is not AgentName.WRITER]
        steps = [[AgentName.WRITER.value]] if AgentName.WRITER in self.agents else []
        if self.beside and others:
            return [*steps, others]
        return [*steps, *([name] for name in others)]


@dataclass(frozen=True)
class Ordered:
    """A run as it stands after an order."""

    run_id: str
    campaign_id: str
    status: RunStatus


def ordered_agents(names: object) -> tuple[AgentName, ...]:
    """The agents named by a client.

    Raises:
        Invalid: it is no list, empty, names one twice, or one that does not exist.
    """
    if not isinstance(names, list | tuple) or not names:
        raise Invalid({"agents": "Name at least one agent."})
    wrong = [name for name in names if not isinstance(name, str) or name not in AGENT_ORDER]
    if wrong:
        raise Invalid({"agents": f"Choose from {', '.join(AGENT_ORDER)}."})
    if len(set(names)) < len(names):
        raise Invalid({"agents": "Name each agent once."})
    return tuple(AgentName(name) for name in names)


async def trigger(person: Person, campaign_id: str, order: Order) -> Ordered:
    """Run agents on the current text. Earlier results stay and can be compared.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
        AsksFirst: people edited what the Writer would start anew.
        Conflict: it has no text yet, is in the archive, or a run is under way.
    """
    async with db.transaction() as session:
        campaign = await _locked(session, person, campaign_id)
        await _refuse_early(session, campaign, order)
        run = await _new_run(session, person, campaign, order)
        message = await report(session, run)
    _publish(message)
    return Ordered(run.id, campaign_id, run.status)


async def retry(person: Person, campaign_id: str, agent: AgentName) -> Ordered:
    """Run a failed agent again; after a failed Writer also those that could not start.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
        Conflict: the agent did not fail, or a run is under way.
    """
    async with db.reading() as session:
        campaign = await access.edited(session, person, campaign_id)
        run = await _latest(session, campaign.id)
        status = await _statuses(session, run.id) if run else {}
    if run is None or status.get(agent) is not AgentStatus.FAILED:
        raise Conflict(f"{AGENT_LABELS[agent]} did not fail.")
    again: tuple[AgentName, ...] = (agent,)
    if agent is AgentName.WRITER:
        again += tuple(name for name in run.agents if name not in status)
    return await trigger(person, campaign_id, Order(again, over_edits=True))


async def skip(person: Person, campaign_id: str, agent: AgentName) -> Ordered:
    """Do without a failed agent: when no other failed, the campaign is completed.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
        Conflict: the agent did not fail, or there is no text without it.
    """
    async with db.transaction() as session:
        run = await _latest(session, require_id(campaign_id), lock=True)
        campaign = await _locked(session, person, campaign_id)
        row = await _failed(session, run, agent) if run else None
        if run is None or row is None:
            raise Conflict(f"{AGENT_LABELS[agent]} did not fail.")
        if agent is AgentName.WRITER:
            raise Conflict("Without the Writer there is no text. Run it again.")
        row.status, row.summary = AgentStatus.SKIPPED, f"Skipped by {legible(person.name)}."
        session.add(row)
        data = {"summary": row.summary, "by": by(person)}
        messages = [
            await timeline.append(
                session, campaign.id, run.id, Event(EventType.AGENT_SKIPPED, data, agent)
            )
        ]
        statuses = await _statuses(session, run.id)
        if run.status in RUN_ENDED and AgentStatus.FAILED not in statuses.values():
            run.status, run.error = RunStatus.COMPLETED, ""
            session.add(run)
            messages.append(await report(session, run, person))
    _publish(*messages)
    return Ordered(run.id, campaign_id, run.status)


async def pause(person: Person, run_id: str) -> Ordered:
    """Let a run stop at the next edit or section; its slot is free then.

    Raises:
        NotFound, Forbidden: the run is not theirs to change.
        Conflict: it is not waiting or working.
    """
    wished = {RunStatus.QUEUED: RunStatus.PAUSED, RunStatus.RUNNING: RunStatus.PAUSING}
    stays = (RunStatus.PAUSING, RunStatus.PAUSED)
    return await _wish(person, run_id, wished, stays, "paused")


async def resume(person: Person, run_id: str) -> Ordered:
    """Let a paused run go on where it stopped, when a slot is free.

    Raises:
        NotFound, Forbidden: the run is not theirs to change.
        Conflict: it is not paused.
    """
    wished = {RunStatus.PAUSED: RunStatus.QUEUED, RunStatus.PAUSING: RunStatus.RUNNING}
    stays = (RunStatus.QUEUED, RunStatus.RUNNING)
    return await _wish(person, run_id, wished, stays, "resumed")


async def cancel(person: Person, run_id: str) -> Ordered:
    """End a run at once; what was kept so far stays. Asked twice, it is as if once.

    Raises:
        NotFound, Forbidden: the run is not theirs to change.
        Conflict: it has ended.
    """
    async with db.transaction() as session:
        run = await _locked_run(session, person, run_id)
        message = await cancel_in(session, run, person)
    _publish(message)
    return Ordered(run.id, run.campaign_id, run.status)


async def cancel_in(session: AsyncSession, run: Run, person: Person | None) -> Message | None:
    """Cancel a run in the caller's transaction; publish the message afterwards.

    Raises:
        Conflict: it has ended otherwise.
    """
    if run.status in (RunStatus.CANCELLED, RunStatus.CANCELLING):
        return None
    if run.status in RUN_ENDED:
        raise Conflict("The run has ended; there is nothing to cancel.")
    working = run.status in _WORKING
    run.status = RunStatus.CANCELLING if working else RunStatus.CANCELLED
    if not working:
        run.ended_at, run.estimated_completion = now(), None
    session.add(run)
    return await report(session, run, person)


async def _wish(
    person: Person,
    run_id: str,
    wished: dict[RunStatus, RunStatus],
    stays: tuple[RunStatus, ...],
    word: str,
) -> Ordered:
    message = None
    async with db.transaction() as session:
        run = await _locked_run(session, person, run_id)
        if run.status in wished:
            run.status = wished[run.status]
            if run.status is RunStatus.QUEUED:
                run.queued_at = now()
            session.add(run)
            message = await report(session, run, person)
        elif run.status not in stays:
            ended = "has ended" if run.status in RUN_ENDED else "is being cancelled"
            raise Conflict(f"The run {ended}; it cannot be {word}.")
    _publish(message)
    return Ordered(run.id, run.campaign_id, run.status)


async def report(session: AsyncSession, run: Run, by_whom: Person | None = None) -> Message | None:
    """Tell a run's status in the caller's transaction, and set its campaign's columns by it."""
    await session.flush()
    campaign = await session.get_one(Campaign, run.campaign_id)
    campaign.status = CAMPAIGN_STATUS[run.status]
    campaign.progress = run.progress
    campaign.estimated_completion = run.estimated_completion
    campaign.cost_usd = await run_cost(session, run.id)
    session.add(campaign)
    await session.flush()
    event = status_event(run, campaign.cost_usd, by_whom)
    return await timeline.append(session, campaign.id, run.id, event)


def status_event(run: Run, cost_usd: float | None, by_whom: Person | None = None) -> Event:
    """What is told of a run's status."""
    data: dict[str, Any] = {
        "status": run.status.value,
        "steps": run.steps,
        "error": run.error,
        "queued_at": _iso(run.queued_at),
        "started_at": _iso(run.started_at),
        "ended_at": _iso(run.ended_at),
        "run_progress": run.progress,
        "run_cost_usd": cost_usd,
        "run_estimated_completion": _iso(run.estimated_completion),
    }
    if by_whom is not None:
        data["by"] = by(by_whom)
    return Event(EventType.RUN_STATUS, data)


def by(person: Person) -> dict[str, str]:
    """Who did it, as events tell."""
    return {"user_id": person.id, "name": legible(person.name)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _publish(*messages: Message | None) -> None:
    for message in filter(None, messages):
        live.publish(message["campaign_id"], message)


async def _locked(session: AsyncSession, person: Person, campaign_id: str) -> Campaign:
    campaign = await access.edited(session, person, campaign_id)
    await session.refresh(campaign, with_for_update=True)
    if campaign.deleted_at is not None:  # while it was waited for
        raise NotFound("There is no such campaign.")
    return campaign


async def _locked_run(session: AsyncSession, person: Person, run_id: str) -> Run:
    """The run, held before its campaign: whoever takes both takes them in this order."""
    run = await session.get(Run, require_id(run_id), with_for_update=True)
    if run is None:
        raise NotFound("There is no such run.")
    await _locked(session, person, run.campaign_id)
    return run


async def _latest(session: AsyncSession, campaign_id: str, *, lock: bool = False) -> Run | None:
    query = select(Run).where(Run.campaign_id == campaign_id).order_by(col(Run.id).desc()).limit(1)
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def _statuses(session: AsyncSession, run_id: str) -> dict[AgentName, AgentStatus]:
    """How each agent of a run ended or stands, by its latest execution."""
    query = select(AgentPerformance.agent_type, AgentPerformance.status).where(
        AgentPerformance.run_id == run_id, AgentPerformance.status != AgentStatus.INTERRUPTED
    )
    found = await session.exec(query.order_by(col(AgentPerformance.started_at)))
    return {AgentName(agent): AgentStatus(status) for agent, status in found.all()}


async def _failed(session: AsyncSession, run: Run, agent: AgentName) -> AgentPerformance | None:
    query = select(AgentPerformance).where(
        AgentPerformance.run_id == run.id,
        AgentPerformance.agent_type == agent,
        AgentPerformance.status == AgentStatus.FAILED,
    )
    return (await session.exec(query)).first()


async def _refuse_early(session: AsyncSession, campaign: Campaign, order: Order) -> None:
    if campaign.status is CampaignStatus.DRAFT:
        raise Conflict("This is a draft. Start it first.")
    if campaign.archived_at is not None:
        raise Conflict("This campaign is in the archive. Take it out first.")
    await under_way.refuse(session, campaign.id)
    if AgentName.WRITER in order.agents:
        if not order.over_edits and (names := await _edited_by(session, campaign)):
            raise AsksFirst(
                f"{names} changed the text since the Writer wrote it. The Writer starts anew;"
                " the changed text stays among the versions."
            )
    elif not campaign.version:
        raise Conflict("There is no text yet. Run the Writer first.")


async def _edited_by(session: AsyncSession, campaign: Campaign) -> str:
    """Who changed the text since the Writer's last version: "Maya Chen and Tom"; "" for nobody."""
    written = select(ContentVersion.number).where(
        ContentVersion.campaign_id == campaign.id, ContentVersion.agent_type == AgentName.WRITER
    )
    last = max((await session.exec(written)).all(), default=0)
    query = (
        select(User.name)
        .join(ContentVersion, col(ContentVersion.user_id) == col(User.id))
        .where(ContentVersion.campaign_id == campaign.id, ContentVersion.number > last)
        .order_by(col(ContentVersion.number))
    )
    names = dict.fromkeys(legible(name) for name in (await session.exec(query)).all())
    return " and ".join(names)


async def _new_run(session: AsyncSession, person: Person, campaign: Campaign, order: Order) -> Run:
    run = Run(
        campaign_id=campaign.id,
        user_id=person.id,
        priority=campaign.priority,
        steps=order.steps,
        force=order.force,
        base_version=campaign.version,
        brief=as_data(await brief_rows.read(session, campaign)),
    )
    session.add(run)
    return run
