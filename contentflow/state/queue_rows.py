"""The queue in the words of its page."""

from dataclasses import dataclass
from datetime import datetime

from contentflow.names import AGENT_LABELS, Priority
from contentflow.queues import ALIVE_SECONDS, PersonRow, Queue, WorkerRow, WorkingRow
from contentflow.state import words


@dataclass
class QueueFigures:
    """How many wait and work, and how long the wait is."""

    waiting: str = ""
    kinds: str = ""  # "2 urgent, 3 standard"
    working: str = ""
    slots: str = ""
    oldest: str = ""
    median: str = ""
    longest: str = ""
    held: str = ""


@dataclass
class WorkerLine:
    """A process with an engine; `look` is the status whose icon and colour it has."""

    id: str = ""
    name: str = ""
    version: str = ""
    look: str = ""
    status: str = ""
    sign: str = ""  # how long ago it gave a sign of life
    runs: str = ""
    model: str = ""
    error: str = ""
    since: str = ""  # ISO UTC
    drains: bool = False


@dataclass
class WorkingLine:
    """A run at work."""

    id: str = ""
    owner: str = ""
    agents: str = ""
    progress: int = 0
    priority: str = ""
    elapsed: str = ""
    worker: str = ""


@dataclass
class WaiterLine:
    """What one person has in the queue."""

    name: str = ""
    waiting: str = ""
    working: str = ""


def figures_of(queue: Queue) -> QueueFigures:
    """The four figures above the tables."""
    kinds = [f"{queue.waiting[one]:,} {one.value}" for one in Priority if queue.waiting[one]]
    held = f"{queue.held:,} more for their time or their batch" if queue.held else ""
    return QueueFigures(
        waiting=f"{sum(queue.waiting.values()):,}",
        kinds=", ".join(kinds) or "nothing waits",
        working=f"{len(queue.working):,}",
        slots=f"of {words.count(queue.slots, 'slot')}",
        oldest=_seconds(queue.oldest_wait),
        median=_seconds(queue.median_wait),
        longest=_seconds(queue.longest_wait),
        held=held,
    )


def worker_lines(queue: Queue) -> list[WorkerLine]:
    """Those that work first, then those that went."""
    rows = sorted(queue.workers, key=lambda row: not row.alive)
    return [_worker_line(row) for row in rows]


def _worker_line(row: WorkerRow) -> WorkerLine:
    look, status = _health(row)
    return WorkerLine(
        id=row.id,
        name=f"{row.host} {row.pid}",
        version=row.version,
        look=look,
        status=status,
        sign="" if row.stopped_at else _sign(row.quiet),
        runs=f"{row.runs:,}",
        model=row.model,
        error=row.error,
        since=row.started_at.isoformat(),
        drains=row.alive and not row.draining,
    )


def _health(row: WorkerRow) -> tuple[str, str]:
    if row.stopped_at is not None:
        return "cancelled", "Ended"
    if not row.alive:
        return "failed", "Lost"
    if row.error:
        return "failed", "No model"
    return ("paused", "Draining") if row.draining else ("completed", "Working")


def _sign(quiet: float) -> str:
    return "now" if quiet < ALIVE_SECONDS / 2 else f"{words.duration(quiet)} ago"


def working_lines(queue: Queue, moment: datetime) -> list[WorkingLine]:
    """Whoever works longest first."""
    return [_working_line(row, moment) for row in queue.working]


def _working_line(row: WorkingRow, moment: datetime) -> WorkingLine:
    names = ", ".join(AGENT_LABELS[agent] for agent in row.agents)
    started = row.started_at
    return WorkingLine(
        id=row.run_id,
        owner=row.owner,
        agents=f"{names or 'Between agents'}{', then gives way' if row.yields else ''}",
        progress=row.progress,
        priority=row.priority.value.capitalize(),
        elapsed=words.duration((moment - started).total_seconds()) if started else "",
        worker=row.worker or "–",
    )


def waiter_lines(people: list[PersonRow]) -> list[WaiterLine]:
    """Whoever waits most first."""
    return [WaiterLine(row.name, f"{row.waiting:,}", f"{row.working:,}") for row in people]


def _seconds(value: float | None) -> str:
    return "–" if value is None else words.duration(value)
