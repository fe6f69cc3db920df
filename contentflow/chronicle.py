"""The timeline of a run, read from its rows: who worked when, on what, and what it waited for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, comparison, db
from contentflow.bottleneck import bottleneck_of
from contentflow.chronicle_shapes import AgentTime, Call, Execution, Retry, RunHead, RunTimeline
from contentflow.chronicle_waits import Change, waits_of
from contentflow.errors import NotFound
from contentflow.models import AgentPerformance, Campaign, ModelCall, Run, RunEvent, now
from contentflow.names import AgentName, AgentStatus, EventType, RunStatus
from contentflow.person import Person

_HEAD = ("id", "status", "steps", "force", "created_at", "started_at", "ended_at", "error")
_CALL = (
    *("attempt", "purpose", "model", "started_at", "ended_at"),
    *("input_tokens", "output_tokens", "cost_usd", "error"),
)
_EXECUTION = (
    *("round", "attempt", "status", "model", "started_at", "ended_at"),
    *("cache_hit", "cached_at", "base_version", "version"),
    *("score_before", "score_after", "summary", "error"),
)


async def of(person: Person, campaign_id: str, run_id: str | None = None) -> RunTimeline:
    """The timeline of one run, of the latest when none is named.

    Raises:
        NotFound: there is no such campaign, or run of it, for this person.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        return await _read(session, campaign, run_id)


async def shared(campaign_id: str) -> RunTimeline:
    """That of the latest run: only for who shows it to people whose rights were looked at.

    Raises:
        NotFound: the campaign does not exist.
    """
    async with db.reading() as session:
        campaign = await session.get(Campaign, access.require_id(campaign_id))
        if campaign is None:
            raise NotFound("There is no such campaign.")
        return await _read(session, campaign, None)


async def _read(session: AsyncSession, campaign: Campaign, run_id: str | None) -> RunTimeline:
    moment = now()
    runs = await _heads(session, campaign.id)
    if not runs and run_id is None:
        return RunTimeline(campaign.id, moment)
    run = _chosen(runs, run_id)
    executions = await _executions(session, run)
    agents = _agents(run, executions)
    changes, retries = await _events(session, run.id)
    waits = waits_of(run, changes, executions)
    return RunTimeline(
        campaign_id=campaign.id,
        at=moment,
        run=run,
        agents=agents,
        waits=waits,
        retries=retries,
        comparison=await comparison.find(session, campaign, runs[: run.number], agents),
        bottleneck=bottleneck_of(run, agents, waits, moment),
        runs=runs,
    )


async def _heads(session: AsyncSession, campaign_id: str) -> tuple[RunHead, ...]:
    columns = [getattr(Run, name) for name in _HEAD]
    query = select(*columns).where(Run.campaign_id == campaign_id).order_by(col(Run.id))
    rows = (await session.exec(query)).mappings()
    return tuple(RunHead(number=number, **row) for number, row in enumerate(rows, start=1))


def _chosen(runs: Sequence[RunHead], run_id: str | None) -> RunHead:
    if run_id is None:
        return runs[-1]
    for run in runs:
        if run.id == run_id:
            return run
    raise NotFound("There is no such run of this campaign.")


async def _executions(session: AsyncSession, run: RunHead) -> list[Execution]:
    query = select(AgentPerformance).where(AgentPerformance.run_id == run.id)
    ordered = query.order_by(col(AgentPerformance.started_at), col(AgentPerformance.id))
    rows = (await session.exec(ordered)).all()
    calls = await _calls(session, run.id)
    lost = [row for row in rows if _is_lost(row)]
    signs = await _signs(session, run.id, lost, calls) if lost else {}
    return [_execution(row, calls.get(row.id, []), signs.get(row.id)) for row in rows]


def _is_lost(row: AgentPerformance) -> bool:
    """Whoever is paused leaves its duration; a process that dies does not."""
    return row.status is AgentStatus.INTERRUPTED and row.duration_ms is None


def _execution(row: AgentPerformance, calls: list[Call], sign: datetime | None) -> Execution:
    values = {name: getattr(row, name) for name in _EXECUTION}
    if sign is not None:
        values["ended_at"] = sign
    return Execution(agent=row.agent_type, lost=sign is not None, calls=tuple(calls), **values)


async def _calls(session: AsyncSession, run_id: str) -> dict[str, list[Call]]:
    """The attempts of model calls, by execution. What was asked and answered is not read."""
    columns = [getattr(ModelCall, name) for name in ("execution_id", "call_index", *_CALL)]
    columns.append(col(ModelCall.reply).is_not(None))
    query = (
        select(*columns)
        .where(ModelCall.run_id == run_id)
        .order_by(col(ModelCall.started_at), col(ModelCall.id))
    )
    found: dict[str, list[Call]] = {}
    for execution_id, number, *values, answered in (await session.exec(query)).all():
        call = Call(number=number, answered=answered, **dict(zip(_CALL, values, strict=True)))
        found.setdefault(execution_id, []).append(call)
    return found


async def _signs(
    session: AsyncSession,
    run_id: str,
    lost: Sequence[AgentPerformance],
    calls: Mapping[str, Sequence[Call]],
) -> dict[str, datetime]:
    """When each execution that its process left last gave a sign of life."""
    query = select(col(RunEvent.agent_type), col(RunEvent.at)).where(RunEvent.run_id == run_id)
    told = (await session.exec(query)).all()
    signs = {}
    for row in lost:
        found = row.ended_at or row.started_at
        heard = [at for agent, at in told if agent == row.agent_type]
        heard += [
            at
            for call in calls.get(row.id, ())
            for at in (call.started_at, call.ended_at)
            if at is not None
        ]
        signs[row.id] = max(
            (at for at in heard if row.started_at <= at <= found), default=row.started_at
        )
    return signs


def _agents(run: RunHead, executions: Sequence[Execution]) -> tuple[AgentTime, ...]:
    """Every agent of the run in its order, also those that have not begun."""
    found = []
    for number, step in enumerate(run.steps):
        names = [AgentName(name) for name in step]
        for name in names:
            beside = tuple(other for other in names if other is not name)
            own = tuple(one for one in executions if one.agent is name)
            found.append(AgentTime(name, number, beside, own))
    return tuple(found)


async def _events(session: AsyncSession, run_id: str) -> tuple[list[Change], tuple[Retry, ...]]:
    """What the run's status became, and which model calls were tried again."""
    kinds = (EventType.RUN_STATUS, EventType.AGENT_RETRY)
    query = (
        select(RunEvent.type, col(RunEvent.agent_type), RunEvent.at, RunEvent.data)
        .where(RunEvent.run_id == run_id, col(RunEvent.type).in_(kinds))
        .order_by(col(RunEvent.seq))
    )
    changes, retries = [], []
    for kind, agent, at, data in (await session.exec(query)).all():
        if kind is EventType.RUN_STATUS:
            changes.append(_change(at, data))
        elif agent is not None:
            reason = data.get("reason", "")
            retries.append(Retry(AgentName(agent), at, data["attempt"], data["of"], reason))
    return changes, tuple(retries)


def _change(at: datetime, data: Mapping[str, Any]) -> Change:
    return Change(RunStatus(data["status"]), at, data.get("by", {}).get("name", ""))
