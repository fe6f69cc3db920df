"""The queue as admins see it: who waits how long, what works where, and the workers.

An admin does not read private campaigns, so nothing here tells a topic.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, options
from contentflow.audit import Deed
from contentflow.errors import NotFound
from contentflow.models import AgentPerformance, Batch, Run, User, Worker, now
from contentflow.names import (
    AgentName,
    AgentStatus,
    AuditAction,
    BatchStatus,
    Priority,
    RunStatus,
)
from contentflow.person import Person

ALIVE_SECONDS = 10.0  # without a sign of life for longer, a worker is written off
_SHOWN = timedelta(hours=24)  # how long a worker that ended is still shown
_WORKING = (RunStatus.RUNNING, RunStatus.PAUSING, RunStatus.CANCELLING)
_SAMPLE = 500  # of the latest starts, whose waits are looked at


@dataclass(frozen=True)
class WorkerRow:
    """A process that runs campaigns. `quiet` is how many seconds ago it gave a sign of life."""

    id: str
    host: str
    pid: int
    version: str
    started_at: datetime
    stopped_at: datetime | None
    quiet: float
    draining: bool
    runs: int
    model: str
    error: str

    @property
    def alive(self) -> bool:
        """Whether it takes and works on runs."""
        return self.stopped_at is None and self.quiet < ALIVE_SECONDS


@dataclass(frozen=True)
class WorkingRow:
    """A run at work: whose, with which agents, for how long, where."""

    run_id: str
    owner: str
    agents: tuple[AgentName, ...]
    progress: int
    priority: Priority
    started_at: datetime | None
    worker: str
    yields: bool


@dataclass(frozen=True)
class PersonRow:
    """How many runs of one person wait and work."""

    name: str
    waiting: int
    working: int


@dataclass(frozen=True)
class Queue:
    """All of it. `held` waits for a time or for its batch; waits are in seconds."""

    waiting: dict[Priority, int]
    held: int
    slots: int
    oldest_wait: float | None
    median_wait: float | None
    longest_wait: float | None
    workers: list[WorkerRow]
    working: list[WorkingRow]
    people: list[PersonRow] = field(default_factory=list)


async def look(person: Person) -> Queue:
    """The queue at this moment; median and longest wait are those of the last 24 hours.

    Raises:
        Forbidden: the person is no admin.
    """
    access.require_admin(person)
    async with db.reading() as session:
        waiting, held, oldest = await _waiting(session)
        waits = await _waits(session)
        workers = await _workers(session)
        return Queue(
            waiting=waiting,
            held=held,
            slots=await options.runs_at_once(),
            oldest_wait=(now() - oldest).total_seconds() if oldest else None,
            median_wait=median(waits) if waits else None,
            longest_wait=max(waits, default=None),
            workers=workers,
            working=await _working(session),
            people=await _people(session),
        )


async def _waiting(session: AsyncSession) -> tuple[dict[Priority, int], int, datetime | None]:
    paused = select(Batch.id).where(Batch.status != BatchStatus.RUNNING)
    held = or_(col(Run.not_before) > now(), col(Run.batch_id).in_(paused))
    queued = col(Run.status) == RunStatus.QUEUED
    free = queued & (held.is_(None) | ~held)
    query = select(Run.priority, func.count(), func.min(Run.queued_at)).where(free)
    rows = (await session.exec(query.group_by(col(Run.priority)))).all()
    found = {Priority(priority): int(count) for priority, count, _ in rows}
    kept = select(func.count()).select_from(Run).where(queued, held)
    oldest = min((at for *_, at in rows if at is not None), default=None)
    counts = {priority: found.get(priority, 0) for priority in Priority}
    return counts, (await session.exec(kept)).one(), oldest


async def _waits(session: AsyncSession) -> list[float]:
    """Seconds from a run's making, or from its chosen time, to its start."""
    query = select(Run.created_at, Run.not_before, Run.started_at).where(
        col(Run.started_at) > now() - _SHOWN
    )
    rows = (await session.exec(query.order_by(col(Run.started_at).desc()).limit(_SAMPLE))).all()
    return [
        max(0.0, (started - max(made, chosen or made)).total_seconds())
        for made, chosen, started in rows
        if started is not None
    ]


async def _workers(session: AsyncSession) -> list[WorkerRow]:
    working = (
        select(Run.worker_id, func.count().label("runs"))
        .where(col(Run.status).in_(_WORKING))
        .group_by(col(Run.worker_id))
    )
    runs = {worker: int(count) for worker, count in (await session.exec(working)).all()}
    shown = or_(col(Worker.stopped_at).is_(None), col(Worker.stopped_at) > now() - _SHOWN)
    rows = (await session.exec(select(Worker).where(shown).order_by(col(Worker.id)))).all()
    return [_worker(row, runs.get(row.id, 0)) for row in rows]


def _worker(row: Worker, runs: int) -> WorkerRow:
    return WorkerRow(
        id=row.id,
        host=row.host,
        pid=row.pid,
        version=row.version,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        quiet=max(0.0, (now() - row.heartbeat_at).total_seconds()),
        draining=row.draining,
        runs=runs,
        model=str(row.model.get("name", "")),
        error=str(row.model.get("error", "")),
    )


async def _working(session: AsyncSession) -> list[WorkingRow]:
    query = (
        select(Run, User.name, Worker.host, Worker.pid)
        .join(User, col(User.id) == col(Run.user_id))
        .join(Worker, col(Worker.id) == col(Run.worker_id), isouter=True)
        .where(col(Run.status).in_(_WORKING))
        .order_by(col(Run.started_at), col(Run.id))
    )
    rows = (await session.exec(query)).all()
    agents = await _agents(session, [run.id for run, *_ in rows])
    return [
        WorkingRow(
            run_id=run.id,
            owner=name,
            agents=tuple(agents.get(run.id, ())),
            progress=run.progress,
            priority=run.priority,
            started_at=run.started_at,
            worker=f"{host} {pid}" if host else "",
            yields=run.yields,
        )
        for run, name, host, pid in rows
    ]


async def _agents(session: AsyncSession, run_ids: list[str]) -> dict[str, list[AgentName]]:
    query = select(AgentPerformance.run_id, AgentPerformance.agent_type).where(
        col(AgentPerformance.run_id).in_(run_ids), AgentPerformance.status == AgentStatus.RUNNING
    )
    found: dict[str, list[AgentName]] = {}
    for run_id, agent in (await session.exec(query)).all():
        found.setdefault(run_id, []).append(AgentName(agent))
    return found


async def _people(session: AsyncSession) -> list[PersonRow]:
    """Who waits or is worked for, whoever waits most in front."""
    open_ = (RunStatus.QUEUED, *_WORKING)
    query = (
        select(User.name, Run.status, func.count())
        .join(Run, col(Run.user_id) == col(User.id))
        .where(col(Run.status).in_(open_))
        .group_by(col(User.id), col(User.name), col(Run.status))
    )
    counts: dict[str, list[int]] = {}
    for name, status, count in (await session.exec(query)).all():
        both = counts.setdefault(name, [0, 0])
        both[0 if status is RunStatus.QUEUED else 1] += int(count)
    rows = [PersonRow(name, waiting, working) for name, (waiting, working) in counts.items()]
    return sorted(rows, key=lambda row: (-row.waiting, -row.working, row.name))


async def drain(person: Person, worker_id: str, address: str = "") -> None:
    """Let a worker take no more runs and give those it has to the others.

    Raises:
        Forbidden: the person is no admin.
        NotFound: there is no such worker, or it has ended.
    """
    access.require_admin(person)
    async with db.transaction() as session:
        worker = await session.get(Worker, access.require_id(worker_id))
        if worker is None or worker.stopped_at is not None:
            raise NotFound("There is no such worker.")
        if worker.draining:
            return
        worker.draining = True
        session.add(worker)
        about = f"{worker.host} {worker.pid}"
        deed = Deed(AuditAction.WORKER_DRAINED, "worker", worker.id, about)
        audit.record(session, person, deed, address)
