"""One execution of one agent: begun as a row, committed whole; done again, it finds itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, timeline
from contentflow import document as documents
from contentflow.agents.signals import Result
from contentflow.config import config
from contentflow.document import Document
from contentflow.engine import outcome
from contentflow.engine.journal import Spent, Work, of_work, run_cost, spent
from contentflow.engine.reporting import Plan
from contentflow.live import Message
from contentflow.models import (
    AgentPerformance,
    AgentResult,
    Campaign,
    ContentVersion,
    ModelCall,
    Run,
    now,
)
from contentflow.names import AgentName, AgentStatus, EventType
from contentflow.timeline import Event

MOST_DEATHS = 5  # in a row without one new journal row


@dataclass(frozen=True)
class Committed:
    """What an agent left in an earlier execution of the same step."""

    document: Document
    scores: dict[str, int | None]
    failed: bool


async def committed(work: Work) -> Committed | None:
    """This step's own result, when the application committed it before the engine could."""
    async with db.reading() as session:
        result = (await session.exec(_result_of(work))).first()
        if result is None:
            return None
        version = await _version(session, work.campaign_id, result.version)
    document = documents.from_json(version.document) if version else Document()
    return Committed(document, result.scores, result.status is AgentStatus.FAILED)


def _result_of(work: Work) -> Any:
    return select(AgentResult).where(
        AgentResult.run_id == work.run_id,
        AgentResult.agent_type == work.agent,
        AgentResult.round == work.round,
    )


async def _version(session: AsyncSession, campaign_id: str, number: int) -> ContentVersion | None:
    found = await session.exec(
        select(ContentVersion).where(
            ContentVersion.campaign_id == campaign_id, ContentVersion.number == number
        )
    )
    return found.first()


async def begin(work: Work, plan: Plan, score_before: int | None) -> AgentPerformance:
    """Open the execution's row, mark what a dead process left, and tell that the agent started."""
    async with db.transaction() as session:
        attempt = await _interrupt_earlier(session, work) + 1
        moment = now()
        execution = AgentPerformance(
            run_id=work.run_id,
            campaign_id=work.campaign_id,
            agent_type=work.agent,
            round=work.round,
            attempt=attempt,
            model=config().model_for(work.agent),
            started_at=moment,
            score_before=score_before,
            estimated_completion=moment + timedelta(seconds=plan.agent_left(work.agent, 0, 0)),
        )
        session.add(execution)
        if attempt > 1:
            await _count_death(session, work.run_id)
        await session.flush()
        message = await timeline.append(
            session, work.campaign_id, work.run_id, _started(work, execution)
        )
    _tell(work, message)
    return execution


def _started(work: Work, execution: AgentPerformance) -> Event:
    completion = execution.estimated_completion
    data = {
        "attempt": execution.attempt,
        "model": execution.model,
        "score_before": execution.score_before,
        "estimated_completion": completion.isoformat() if completion else None,
    }
    return Event(EventType.AGENT_STARTED, data, work.agent)


async def _interrupt_earlier(session: AsyncSession, work: Work) -> int:
    rows = await session.exec(
        select(AgentPerformance).where(
            AgentPerformance.run_id == work.run_id,
            AgentPerformance.agent_type == work.agent,
            AgentPerformance.round == work.round,
        )
    )
    earlier = rows.all()
    for row in earlier:
        if row.status is AgentStatus.RUNNING:
            row.status, row.ended_at = AgentStatus.INTERRUPTED, now()
            session.add(row)
    return len(earlier)


async def _count_death(session: AsyncSession, run_id: str) -> None:
    run = await session.get_one(Run, run_id)
    answered = await session.exec(
        select(func.count())
        .select_from(ModelCall)
        .where(ModelCall.run_id == run_id, col(ModelCall.reply).is_not(None))
    )
    count = answered.one()
    run.deaths = run.deaths + 1 if count <= run.journal_mark else 1
    run.journal_mark = count
    session.add(run)


async def stuck(run_id: str) -> bool:
    """True when the run died too often at the same place to be tried again."""
    async with db.reading() as session:
        return (await session.get_one(Run, run_id)).deaths >= MOST_DEATHS


async def complete(work: Work, execution_id: str, result: Result, base: Document) -> int:
    """Commit everything the agent leaves, in one transaction; returns the version it left."""
    async with db.transaction() as session:
        cost = await _spent(session, work)
        campaign = await session.get_one(Campaign, work.campaign_id)
        if result.document != base or campaign.version == 0:
            campaign.version += 1
            session.add(outcome.new_version(work, campaign, result))
        campaign.scores = outcome.scores_of(result)
        campaign.overall = result.report.overall
        campaign.title = result.document.title
        campaign.cost_usd = await run_cost(session, work.run_id)
        session.add(campaign)
        execution = await _end(session, execution_id, AgentStatus.COMPLETED, cost)
        execution.progress, execution.summary = 100, result.summary
        execution.score_before, execution.score_after = result.score_before, result.score_after
        session.add_all(outcome.decisions(work, execution_id, result))
        session.add(outcome.result_row(work, execution_id, campaign.version, result))
        await session.flush()
        event = _completed(work, execution, campaign, result.document)
        message = await timeline.append(session, campaign.id, work.run_id, event)
    _tell(work, message)
    return campaign.version


def _completed(
    work: Work, execution: AgentPerformance, campaign: Campaign, document: Document
) -> Event:
    data = {
        "version": campaign.version,
        "title": document.title,
        "slug": document.slug,
        "meta_description": document.meta_description,
        "summary": execution.summary,
        "score_before": execution.score_before,
        "score_after": execution.score_after,
        "duration_ms": execution.duration_ms,
        "cost_usd": execution.cost_usd,
        "cache_hit": execution.cache_hit,
        "run_cost_usd": campaign.cost_usd,
    }
    return Event(EventType.AGENT_COMPLETED, data, work.agent, f"{work.key}:end")


async def fail(work: Work, execution_id: str, error: str) -> None:
    """Commit that the agent failed, with its cause; the text stays as it was."""
    async with db.transaction() as session:
        cost = await _spent(session, work)
        campaign = await session.get_one(Campaign, work.campaign_id)
        campaign.cost_usd = await run_cost(session, work.run_id)
        execution = await _end(session, execution_id, AgentStatus.FAILED, cost)
        execution.error = error
        session.add_all([campaign, execution])
        session.add(
            AgentResult(
                execution_id=execution_id,
                run_id=work.run_id,
                campaign_id=work.campaign_id,
                agent_type=work.agent,
                round=work.round,
                version=campaign.version,
                status=AgentStatus.FAILED,
                scores=campaign.scores,
                error=error,
            )
        )
        await session.flush()
        data = {
            "error": error,
            "duration_ms": execution.duration_ms,
            "cost_usd": execution.cost_usd,
            "run_cost_usd": campaign.cost_usd,
        }
        event = Event(EventType.AGENT_FAILED, data, work.agent, f"{work.key}:end")
        message = await timeline.append(session, campaign.id, work.run_id, event)
    _tell(work, message)


async def fail_running(run_id: str, error: str) -> None:
    """Fail the agents that a failed run leaves in the middle of their work."""
    query = select(AgentPerformance).where(
        AgentPerformance.run_id == run_id, AgentPerformance.status == AgentStatus.RUNNING
    )
    async with db.reading() as session:
        left = (await session.exec(query)).all()
    for row in left:
        work = Work(run_id, row.campaign_id, row.agent_type, row.round)
        await fail(work, row.id, error)


async def _end(
    session: AsyncSession, execution_id: str, status: AgentStatus, cost: Spent
) -> AgentPerformance:
    execution = await session.get_one(AgentPerformance, execution_id)
    execution.status, execution.ended_at = status, now()
    span = execution.ended_at - execution.started_at
    execution.duration_ms = round(span.total_seconds() * 1000)
    execution.input_tokens, execution.output_tokens = cost.input_tokens, cost.output_tokens
    execution.cost_usd = cost.cost_usd
    execution.estimated_completion = None
    session.add(execution)
    return execution


async def _spent(session: AsyncSession, work: Work) -> Spent:
    return await spent(session, *of_work(work))


def _tell(work: Work, message: Message | None) -> None:
    if message:
        live.publish(work.campaign_id, message)


def agent_names(run: Run) -> list[AgentName]:
    """The agents of a run, in order."""
    return [AgentName(name) for name in run.agents]
