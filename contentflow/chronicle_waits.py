"""When a run stood still: waiting for a slot, paused by a person, or with its server down. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contentflow.chronicle_shapes import AgentTime, Execution, RunHead, RunTimeline, Wait
from contentflow.names import AgentStatus, RunStatus, WaitKind

_STANDS = {RunStatus.QUEUED: WaitKind.QUEUE, RunStatus.PAUSED: WaitKind.PAUSE}


@dataclass(frozen=True)
class Change:
    """A new status of a run; `by` is the name of the person who asked for it."""

    status: RunStatus
    at: datetime
    by: str = ""


def waits_of(
    run: RunHead, changes: Sequence[Change], executions: Sequence[Execution]
) -> tuple[Wait, ...]:
    """Every time the run stood still, in order."""
    found = [*_asked(run, changes), *_stopped(run, executions)]
    return tuple(sorted(found, key=lambda wait: wait.started_at))


def _asked(run: RunHead, changes: Sequence[Change]) -> list[Wait]:
    """From each change to a status that stands still, to the next change."""
    found: list[Wait] = []
    asker = ""
    steps = [Change(RunStatus.QUEUED, run.created_at), *changes]
    ends = [change.at for change in changes] + [None]
    for change, end in zip(steps, ends, strict=True):
        asker = change.by or asker
        kind = _STANDS.get(change.status)
        if kind is not None and found and (found[-1].kind, found[-1].ended_at) == (kind, change.at):
            found[-1] = replace(found[-1], ended_at=end)
        elif kind is not None:
            found.append(Wait(kind, change.at, end, asker if kind is WaitKind.PAUSE else ""))
    return found


def _stopped(run: RunHead, executions: Sequence[Execution]) -> list[Wait]:
    """From the last sign of life to the next start; agents that died together stood together."""
    signs: dict[datetime | None, datetime] = {}
    for lost in executions:
        if lost.lost and lost.ended_at is not None:
            sign = lost.ended_at
            later = [one.started_at for one in executions if one.started_at > sign]
            again = min(later, default=run.ended_at)
            signs[again] = max(sign, signs.get(again, sign))
    return [Wait(WaitKind.STOPPED, sign, again) for again, sign in signs.items()]


def waits_for(agent: AgentTime, timeline: RunTimeline) -> list[Wait]:
    """The standstills after which this agent is one of those that go on."""
    return [
        wait
        for wait in timeline.waits
        if agent.step == _step_after(wait, timeline)
        and not _done_by(wait.started_at, agent)
        and not _at_work(wait.started_at, agent)
    ]


def _step_after(wait: Wait, timeline: RunTimeline) -> int:
    """The first step that had an agent left to do when the run stood still."""
    left = [one.step for one in timeline.agents if not _done_by(wait.started_at, one)]
    return min(left, default=-1)


def _done_by(moment: datetime, agent: AgentTime) -> bool:
    return any(
        one.ended_at is not None
        and one.ended_at <= moment
        and one.status is not AgentStatus.INTERRUPTED
        for one in agent.executions
    )


def _at_work(moment: datetime, agent: AgentTime) -> bool:
    """Another agent's process may have died beside it."""
    return any(
        one.started_at <= moment and (one.ended_at is None or one.ended_at > moment)
        for one in agent.executions
    )
