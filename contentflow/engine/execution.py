"""One execution of one agent: begun as a row, committed whole; done again, it finds itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, timeline
from contentflow import document as documents
from contentflow.agents.signals import Result
from contentflow.config import config
from contentflow.document import Document
from contentflow.engine import outcome
from contentflow.engine.journal import Costs, Work, spending
from contentflow.engine.plan import Plan
from contentflow.engine.reporting import Reporter
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
    moment = now()
    execution = AgentPerformance(
        run_id=work.run_id,
        campaign_id=work.campaign_id,
        agent_type=work.agent,
        round=work.round,
        model=config().model_for(work.agent),
        started_at=moment,
        score_before=score_before,
        estimated_completion=moment + timedelta(seconds=plan.agent_left(work.agent, 0, 0)),
    )
    async with db.transaction() as session:
        execution.attempt = await _attempts(session, work) + 1
        if execution.attempt > 1 and await interrupt(session, *_of(work)):
            await count_death(session, work.run_id)
        session.add(execution)
        message = await timeline.append(
            session, work.campaign_id, work.run_id, _started(work, execution, plan)
        )
    _tell(work, message)
    return execution


def _started(work: Work, execution: AgentPerformance, plan: Plan) -> Event:
    completion = execution.estimated_completion
    data = {
        "attempt": execution.attempt,
        "model": execution.model,
        "score_before": execution.score_before,
        "estimated_completion": completion.isoformat() if completion else None,
        "expected_seconds": plan.after(work.agent),
    }
    return Event(EventType.AGENT_STARTED, data, work.agent)


async def interrupt(session: AsyncSession, *which: ColumnElement[bool]) -> bool:
    """Mark what was left in the middle of its work; False when there is nothing."""
    connection = await session.connection()
    left = await connection.execute(
        update(AgentPerformance)
        .where(col(AgentPerformance.status) == AgentStatus.RUNNING, *which)
        .values(status=AgentStatus.INTERRUPTED, ended_at=now())
    )
    return left.rowcount > 0


async def _attempts(session: AsyncSession, work: Work) -> int:
    count = select(func.count()).select_from(AgentPerformance).where(*_of(work))
    return (await session.exec(count)).one()


def _of(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (
        col(AgentPerformance.run_id) == work.run_id,
        col(AgentPerformance.agent_type) == work.agent,
        col(AgentPerformance.round) == work.round,
    )


async def count_death(session: AsyncSession, run_id: str) -> None:
    """Note that the run died; deaths without a new reply in between add up."""
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


async def complete(work: Work, reporter: Reporter, result: Result, base: Document) -> int:
    """Commit all the agent leaves and the reports that wait, at once; returns its version."""
    await reporter.close()
    async with db.transaction() as session:
        connection = await session.connection()
        costs = await spending(connection, work)
        version = await _version_number(session, work.campaign_id)
        if result.document != base or version == 0:
            version += 1
            await _insert(connection, outcome.new_version(work, version, result))
        await _insert(connection, *outcome.decisions(work, reporter.execution_id, result))
        await _insert(connection, outcome.result_row(work, reporter.execution_id, version, result))
        ended = {
            "summary": result.summary,
            "score_before": result.score_before,
            "score_after": result.score_after,
            **_ending(reporter.started_at, costs),
        }
        row = ended | {"progress": 100, "task": "Done"}
        await _end(session, reporter.execution_id, AgentStatus.COMPLETED, row)
        messages = await reporter.store(
            session,
            _completed(work, version, ended | {"run_cost_usd": costs.run_usd}, result.document),
            version=version,
            scores=outcome.scores_of(result),
            overall=result.report.overall,
            title=result.document.title,
            cost_usd=costs.run_usd,
        )
    _tell(work, *messages)
    return version


async def _insert(connection: AsyncConnection, *rows: SQLModel) -> None:
    # All of one table. The session's own bookkeeping would take longer than the insert itself.
    if rows:
        await connection.execute(insert(type(rows[0])), [row.model_dump() for row in rows])


async def _version_number(session: AsyncSession, campaign_id: str) -> int:
    number = select(Campaign.version).where(Campaign.id == campaign_id)
    return (await session.exec(number.with_for_update())).one()


def _completed(work: Work, version: int, ended: dict[str, Any], document: Document) -> Event:
    told = ("summary", "score_before", "score_after", "duration_ms", "cost_usd", "run_cost_usd")
    data = {
        "version": version,
        "title": document.title,
        "slug": document.slug,
        "meta_description": document.meta_description,
        "cache_hit": False,
        **{name: ended[name] for name in told},
    }
    return Event(EventType.AGENT_COMPLETED, data, work.agent, f"{work.key}:end")


async def fail(work: Work, reporter: Reporter, error: str) -> None:
    """Commit that the agent failed, with its cause; the text stays as it was."""
    await reporter.close()
    async with db.transaction() as session:
        costs = await spending(await session.connection(), work)
        campaign = await session.get_one(Campaign, work.campaign_id)
        session.add(outcome.failed_row(work, reporter.execution_id, campaign, error))
        ended = {"error": error, **_ending(reporter.started_at, costs)}
        await _end(session, reporter.execution_id, AgentStatus.FAILED, ended)
        told = ("error", "duration_ms", "cost_usd")
        data = {name: ended[name] for name in told} | {"run_cost_usd": costs.run_usd}
        event = Event(EventType.AGENT_FAILED, data, work.agent, f"{work.key}:end")
        messages = await reporter.store(session, event, cost_usd=costs.run_usd)
    _tell(work, *messages)


async def fail_running(run_id: str, error: str) -> None:
    """Fail the agents that a failed run leaves in the middle of their work."""
    query = select(AgentPerformance).where(
        AgentPerformance.run_id == run_id, AgentPerformance.status == AgentStatus.RUNNING
    )
    async with db.reading() as session:
        left = (await session.exec(query)).all()
    for row in left:
        work = Work(run_id, row.campaign_id, row.agent_type, row.round)
        await fail(work, Reporter(work, row.id, Plan({}), row.started_at), error)


def _ending(started_at: datetime, costs: Costs) -> dict[str, Any]:
    ended_at = now()
    return {
        "ended_at": ended_at,
        "duration_ms": round((ended_at - started_at).total_seconds() * 1000),
        "input_tokens": costs.work.input_tokens,
        "output_tokens": costs.work.output_tokens,
        "cost_usd": costs.work.cost_usd,
        "estimated_completion": None,
    }


async def _end(
    session: AsyncSession, execution_id: str, status: AgentStatus, values: dict[str, Any]
) -> None:
    connection = await session.connection()
    row = update(AgentPerformance).where(col(AgentPerformance.id) == execution_id)
    await connection.execute(row.values(status=status, **values))


def _tell(work: Work, *messages: Message | None) -> None:
    for message in filter(None, messages):
        live.publish(work.campaign_id, message)


def agent_names(run: Run) -> list[AgentName]:
    """The agents of a run, in order."""
    return [AgentName(name) for name in run.agents]
