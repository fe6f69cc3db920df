"""One execution of one agent: begun as a row, committed whole; done again, it finds itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db, live, timeline
from contentflow import document as documents
from contentflow.agents.base import EditKey, key_of
from contentflow.config import config
from contentflow.document import Document, Edit
from contentflow.engine.journal import Work, fence
from contentflow.engine.plan import Plan
from contentflow.lettering import legible
from contentflow.live import Message
from contentflow.models import (
    AgentDecision,
    AgentPerformance,
    AgentResult,
    Campaign,
    ContentVersion,
    ModelCall,
    Run,
    User,
    now,
)
from contentflow.names import AgentName, AgentStatus, EventType, Outcome
from contentflow.timeline import Event


@dataclass(frozen=True)
class Start:
    """What an execution begins with: its score, and when its result was made if one is at hand."""

    score: int | None = None
    cached_at: datetime | None = None


MOST_DEATHS = 10  # in a row without one new journal row
# Made once: to put a statement together takes ten times as long as to execute it.
EXECUTION_CHANGES = update(AgentPerformance).where(
    col(AgentPerformance.id) == bindparam("execution")
)


@dataclass(frozen=True)
class Committed:
    """What an agent left in an earlier execution of the same step."""

    document: Document
    version: int
    scores: dict[str, int | None]
    status: AgentStatus


@dataclass(frozen=True)
class Before:
    """What was committed of a step: its result if it has ended, and how often it was stopped.

    It is stopped in the middle with something to keep; what follows is its next round.
    """

    result: Committed | None
    stopped: int


async def before(session: AsyncSession, run_id: str, agent: AgentName) -> Before:
    """What an agent left in this run, when the application committed it and the engine did not."""
    found = await session.exec(_RESULTS, params={"run": run_id, "agent": agent})
    rows = found.all()
    ended = next((row for row in rows if row.status is not AgentStatus.CANCELLED), None)
    stopped = sum(row.status is AgentStatus.CANCELLED for row in rows)
    if ended is None:
        return Before(None, stopped)
    version = await _version(session, ended.campaign_id, ended.version)
    document = documents.from_json(version.document) if version else Document()
    return Before(Committed(document, ended.version, ended.scores, ended.status), stopped)


_RESULTS = select(AgentResult).where(
    AgentResult.run_id == bindparam("run"), AgentResult.agent_type == bindparam("agent")
)


async def _version(session: AsyncSession, campaign_id: str, number: int) -> ContentVersion | None:
    found = await session.exec(
        select(ContentVersion).where(
            ContentVersion.campaign_id == campaign_id, ContentVersion.number == number
        )
    )
    return found.first()


async def rejected_before(work: Work) -> frozenset[EditKey]:
    """What the earlier rounds of this work tried in vain."""
    tried = select(AgentDecision.edit).where(
        AgentDecision.run_id == work.run_id,
        AgentDecision.agent_type == work.agent,
        AgentDecision.outcome == Outcome.REJECTED,
    )
    async with db.reading() as session:
        edits = (await session.exec(tried)).all()
    return frozenset(key_of(Edit(**edit)) for edit in edits if edit)


async def begin(work: Work, plan: Plan, start: Start) -> AgentPerformance:
    """Open the execution's row, mark what a dead process left, and tell that the agent started."""
    moment = now()
    left = 0.0 if start.cached_at else plan.agent_left(work.agent, 0, 0)
    execution = AgentPerformance(
        run_id=work.run_id,
        campaign_id=work.campaign_id,
        agent_type=work.agent,
        round=work.round,
        model=config().model_for(work.agent),
        started_at=moment,
        score_before=start.score,
        cache_hit=start.cached_at is not None,
        cached_at=start.cached_at,
        estimated_completion=moment + timedelta(seconds=left),
    )
    async with db.transaction() as session:
        await fence(session, work)
        execution.attempt = await attempts(session, work) + 1
        if execution.attempt > 1 and await interrupt(session, *_of(work)):
            await count_death(session, work.run_id)
        execution.base_version = await version_number(session, work.campaign_id)
        session.add(execution)
        message = await timeline.append(
            session, work.campaign_id, work.run_id, _started(work, execution, plan)
        )
    tell(work, message)
    return execution


def _started(work: Work, execution: AgentPerformance, plan: Plan) -> Event:
    completion = execution.estimated_completion
    data = {
        "attempt": execution.attempt,
        "model": execution.model,
        "base_version": execution.base_version,
        "cache_hit": execution.cache_hit,
        "cached_at": execution.cached_at.isoformat() if execution.cached_at else None,
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


async def attempts(session: AsyncSession, work: Work) -> int:
    """How often this piece of work was begun."""
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


async def version_number(session: AsyncSession, campaign_id: str) -> int:
    """The number of the campaign's latest text; nobody else makes one until the commit."""
    number = select(Campaign.version).where(Campaign.id == campaign_id)
    return (await session.exec(number.with_for_update())).one()


def tell(work: Work, *messages: Message | None) -> None:
    """Give messages to the hub, after their commit."""
    for message in filter(None, messages):
        live.publish(work.campaign_id, message)


async def drafted(campaign_id: str) -> dict[str, int | None]:
    """The scores of the Writer's latest draft; none when there is none."""
    query = select(AgentResult.scores).where(
        AgentResult.campaign_id == campaign_id,
        AgentResult.agent_type == AgentName.WRITER,
        AgentResult.status == AgentStatus.COMPLETED,
    )
    async with db.reading() as session:
        found = await session.exec(query.order_by(col(AgentResult.created_at).desc()).limit(1))
        return dict(found.first() or {})


async def taken_over(session: AsyncSession, run_id: str) -> str:
    """Who changed the unfinished draft of a paused Writer, in words; "" when nobody did."""
    query = (
        select(User.name)
        .join(ContentVersion, col(ContentVersion.user_id) == col(User.id))
        .join(Run, col(Run.campaign_id) == col(ContentVersion.campaign_id))
        .where(Run.id == run_id, ContentVersion.number > col(Run.base_version))
        .order_by(col(ContentVersion.number).desc())
    )
    name = (await session.exec(query.limit(1))).first()
    return f"{legible(name)} took over the draft." if name else ""
