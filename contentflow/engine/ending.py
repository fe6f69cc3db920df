"""How an execution ends: everything an agent leaves is committed at once, with its last reports."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, timeline
from contentflow.agents.signals import Result
from contentflow.costs import Costs, spending
from contentflow.document import Document
from contentflow.engine import batching, cache, outcome
from contentflow.engine.execution import EXECUTION_CHANGES, attempts, tell, version_number
from contentflow.engine.journal import Work, fence
from contentflow.engine.outcome import Base
from contentflow.engine.plan import Plan
from contentflow.engine.reporting import Reporter
from contentflow.models import (
    AgentDecision,
    AgentPerformance,
    AgentResult,
    Campaign,
    ContentVersion,
    now,
)
from contentflow.names import AgentName, AgentStatus, EventType
from contentflow.timeline import Event


async def complete(work: Work, reporter: Reporter, result: Result, base: Base) -> int:
    """Commit all the agent leaves and the reports that wait, at once; returns its version."""
    await reporter.close()
    async with db.transaction() as session:
        await fence(session, work)
        connection = await session.connection()
        costs = await spending(connection, *work.piece)
        ended = _ending(reporter, costs)
        version = await _keep(session, work, reporter, result, base, ended)
        row = outcome.result_row(work, reporter, base.version, version, result)
        await db.insert_rows(connection, _RESULT, [row])
        await _note_cache(connection, work, result, base, ended)
        ended |= {
            "summary": result.summary,
            "score_before": reporter.score_before,
            "score_after": result.score_after,
            "version": version,
        }
        done = ended | {"progress": 100, "task": "Done"}
        await _end(session, reporter.execution_id, AgentStatus.COMPLETED, done)
        told = ended | {"run_cost_usd": costs.run_usd, "cache_hit": base.cache_hit}
        messages = await reporter.store(
            session, _completed(work, told, result.document), **_standing(version, result, costs)
        )
        paused = await batching.check_budget(session, work)
    tell(work, *messages)
    batching.tell(paused)
    return version


async def suspend(work: Work, reporter: Reporter, result: Result, base: Base, *, ends: bool) -> int:
    """Commit what an agent had kept when it was stopped; returns the version that has it.

    `ends`: the run is cancelled. Otherwise the Writer goes on in this round, the others in a next.
    """
    await reporter.close()
    status = AgentStatus.CANCELLED if ends else AgentStatus.INTERRUPTED
    async with db.transaction() as session:
        await fence(session, work)
        connection = await session.connection()
        costs = await spending(connection, *work.piece)
        ended = _ending(reporter, costs)
        version = await _keep(session, work, reporter, result, base, ended)
        if ends or work.agent is not AgentName.WRITER:
            partial = outcome.result_row(work, reporter, base.version, version, result)
            partial.status = AgentStatus.CANCELLED
            await db.insert_rows(connection, _RESULT, [partial])
        ended |= {"summary": result.summary, "score_after": result.score_after, "version": version}
        await _end(session, reporter.execution_id, status, ended)
        stop = _stopped(work, status, ended | {"run_cost_usd": costs.run_usd})
        messages = await reporter.store(session, stop, **_standing(version, result, costs))
    tell(work, *messages)
    return version


async def suspend_empty(work: Work, reporter: Reporter, *, ends: bool) -> None:
    """Commit that an agent was stopped before it had anything to keep."""
    await reporter.close()
    status = AgentStatus.CANCELLED if ends else AgentStatus.INTERRUPTED
    async with db.transaction() as session:
        await fence(session, work)
        costs = await spending(await session.connection(), *work.piece)
        ended = _ending(reporter, costs)
        await _end(session, reporter.execution_id, status, ended)
        stop = _stopped(work, status, ended | {"summary": "", "run_cost_usd": costs.run_usd})
        messages = await reporter.store(session, stop, cost_usd=costs.run_usd)
    tell(work, *messages)


async def _keep(
    session: AsyncSession,
    work: Work,
    reporter: Reporter,
    result: Result,
    base: Base,
    ended: dict[str, Any],
) -> int:
    """Write the version, if there is anything new, and the decisions; returns the version."""
    connection = await session.connection()
    version = await version_number(session, work.campaign_id)
    if result.document != base.document or version == 0:
        version += 1
        row = outcome.new_version(work, version, result, base)
        row.duration_ms, row.cost_usd = ended["duration_ms"], ended["cost_usd"]
        await db.insert_rows(connection, _VERSION, [row])
    rows = outcome.decisions(work, reporter.execution_id, result, version)
    await db.insert_rows(connection, _DECISION, rows)
    return version


# Made once: to put a statement together takes ten times as long as to execute it.
_RESULT, _VERSION, _DECISION = insert(AgentResult), insert(ContentVersion), insert(AgentDecision)


async def _note_cache(
    connection: AsyncConnection, work: Work, result: Result, base: Base, ended: dict[str, Any]
) -> None:
    if base.cache_hit:
        await cache.count_hit(connection, base.cache_key)
    elif base.cache_key:
        made = cache.Made(ended["duration_ms"] / 1000, ended["cost_usd"])
        await cache.store(connection, work.agent, base.cache_key, result, made)


def _standing(version: int, result: Result, costs: Costs) -> dict[str, Any]:
    """The campaign's columns after an agent's work."""
    return {
        "version": version,
        "scores": outcome.scores_of(result),
        "overall": result.report.overall,
        "title": result.document.title,
        "cost_usd": costs.run_usd,
    }


def _completed(work: Work, ended: dict[str, Any], document: Document) -> Event:
    told = (
        *("summary", "score_before", "score_after", "duration_ms", "cost_usd", "run_cost_usd"),
        *("version", "cache_hit"),
    )
    data = {
        "title": document.title,
        "slug": document.slug,
        "meta_description": document.meta_description,
        **{name: ended[name] for name in told},
    }
    return Event(EventType.AGENT_COMPLETED, data, work.agent, f"{work.key}:end")


def _stopped(work: Work, status: AgentStatus, ended: dict[str, Any]) -> Event:
    """Paused, the agent is pending again; no key, as it may be paused again and again."""
    told = ("summary", "duration_ms", "cost_usd", "run_cost_usd", "version", "score_after")
    paused = status is AgentStatus.INTERRUPTED
    data = {"status": (AgentStatus.PENDING if paused else status).value}
    data |= {name: ended[name] for name in told if name in ended}
    return Event(EventType.AGENT_STOPPED, data, work.agent)


async def skip(run_id: str, campaign_id: str, agent: AgentName, why: str) -> None:
    """Commit that an agent has nothing to do in this run any more."""
    work = Work(run_id, campaign_id, agent)
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        row = AgentPerformance(
            run_id=run_id,
            campaign_id=campaign_id,
            agent_type=agent,
            attempt=await attempts(session, work) + 1,
            status=AgentStatus.SKIPPED,
            progress=100,
            ended_at=now(),
            duration_ms=0,
            base_version=campaign.version,
            version=campaign.version,
            summary=why,
        )
        session.add(row)
        await session.flush()
        session.add(outcome.ended_row(work, row.id, campaign, AgentStatus.SKIPPED, why))
        event = Event(EventType.AGENT_SKIPPED, {"summary": why}, agent, f"{work.key}:end")
        message = await timeline.append(session, campaign_id, run_id, event)
    tell(work, message)


async def fail(work: Work, reporter: Reporter, error: str) -> None:
    """Commit that the agent failed, with its cause; the text stays as it was."""
    await reporter.close()
    async with db.transaction() as session:
        await fence(session, work)
        costs = await spending(await session.connection(), *work.piece)
        campaign = await session.get_one(Campaign, work.campaign_id)
        failed = outcome.ended_row(work, reporter.execution_id, campaign, AgentStatus.FAILED, error)
        session.add(failed)
        ended = {"error": error, **_ending(reporter, costs)}
        await _end(session, reporter.execution_id, AgentStatus.FAILED, ended)
        told = ("error", "duration_ms", "cost_usd")
        data = {name: ended[name] for name in told} | {"run_cost_usd": costs.run_usd}
        event = Event(EventType.AGENT_FAILED, data, work.agent, f"{work.key}:end")
        messages = await reporter.store(session, event, cost_usd=costs.run_usd)
        paused = await batching.check_budget(session, work)
    tell(work, *messages)
    batching.tell(paused)


async def fail_running(run_id: str, error: str) -> None:
    """Fail the agents that a failed run leaves in the middle of their work."""
    query = select(AgentPerformance).where(
        AgentPerformance.run_id == run_id, AgentPerformance.status == AgentStatus.RUNNING
    )
    async with db.reading() as session:
        left = (await session.exec(query)).all()
    for row in left:
        work = Work(run_id, row.campaign_id, row.agent_type, row.round)
        await fail(work, Reporter.of(work, row, Plan({})), error)


def _ending(reporter: Reporter, costs: Costs) -> dict[str, Any]:
    ended_at = reporter.worked_until or now()
    return {
        "ended_at": ended_at,
        "duration_ms": round((ended_at - reporter.started_at).total_seconds() * 1000),
        "input_tokens": costs.work.input_tokens,
        "output_tokens": costs.work.output_tokens,
        "cost_usd": costs.work.cost_usd,
        "estimated_completion": None,
    }


async def _end(
    session: AsyncSession, execution_id: str, status: AgentStatus, values: dict[str, Any]
) -> None:
    connection = await session.connection()
    row = {"execution": execution_id, "status": status, **values}
    await connection.execute(EXECUTION_CHANGES, row)
