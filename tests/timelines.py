"""Timelines made by hand, without a database. Times are seconds after START."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from contentflow.bottleneck import bottleneck_of
from contentflow.chronicle_shapes import (
    AgentTime,
    Call,
    Comparison,
    Execution,
    Retry,
    RunHead,
    RunTimeline,
    Usual,
    Wait,
)
from contentflow.names import AgentName, AgentStatus, RunStatus, WaitKind

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
FIVE = [["writer"], ["seo"], ["brand"], ["quality"], ["geo"]]


def at(seconds: float) -> datetime:
    """So many seconds after the run began."""
    return START + timedelta(seconds=seconds)


def head(ended: float | None = None, **values: Any) -> RunHead:
    """A run asked for 2 s before it began."""
    given = {
        "id": "01890000-0000-7000-8000-000000000001",
        "number": 3,
        "status": RunStatus.RUNNING if ended is None else RunStatus.COMPLETED,
        "steps": FIVE,
        "force": False,
        "created_at": at(-2),
        "started_at": START,
        "ended_at": None if ended is None else at(ended),
    }
    return RunHead(**{**given, **values})


def execution(agent: str, start: float, end: float | None, **values: Any) -> Execution:
    """An agent at work from one second to another, or still."""
    status = AgentStatus.RUNNING if end is None else AgentStatus.COMPLETED
    given = {"round": 0, "attempt": 1, "status": status, "model": "scripted"}
    until = None if end is None else at(end)
    times = {"started_at": at(start), "ended_at": until}
    return Execution(agent=AgentName(agent), **{**given, **times, **values})


def call(number: int, start: float, end: float | None, **values: Any) -> Call:
    """One attempt of a model call, answered unless it has an error or no end."""
    answered = end is not None and not values.get("error")
    given: dict[str, Any] = {
        "attempt": 1,
        "purpose": f"section {number + 1}",
        "model": "scripted",
        "answered": answered,
        "input_tokens": 800 if answered else None,
        "output_tokens": 240 if answered else None,
        "cost_usd": 0.0004 if answered else None,
    }
    until = None if end is None else at(end)
    return Call(number=number, started_at=at(start), ended_at=until, **{**given, **values})


def parts(steps: Sequence[Sequence[str]], *executions: Execution) -> tuple[AgentTime, ...]:
    """The agents of these steps with what they did."""
    found = []
    for number, step in enumerate(steps):
        names = [AgentName(name) for name in step]
        for name in names:
            beside = tuple(other for other in names if other is not name)
            own = tuple(one for one in executions if one.agent is name)
            found.append(AgentTime(name, number, beside, own))
    return tuple(found)


def timeline(run: RunHead, *executions: Execution, **values: Any) -> RunTimeline:
    """A run and what happened in it, looked at when it ended or 60 s after its begin."""
    waits = values.pop("waits", (Wait(WaitKind.QUEUE, run.created_at, run.started_at),))
    moment = values.pop("at", run.ended_at or at(60))
    agents = parts(run.steps, *executions)
    return RunTimeline(
        campaign_id="01890000-0000-7000-8000-000000000000",
        at=moment,
        run=run,
        agents=agents,
        waits=waits,
        bottleneck=bottleneck_of(run, agents, waits, moment),
        runs=values.pop("runs", (run,)),
        **values,
    )


def eventful() -> RunTimeline:
    """A run with everything: a queue, retries, a pause, a crash, agents beside each other."""
    steps = [["writer"], ["seo", "brand"], ["geo"]]
    run = head(ended=130, steps=steps)
    retried = (
        call(0, 0, 3, error="=cmd|' /C calc'!A0"),
        call(0, 5, 12, attempt=2),
        call(1, 12, 20, purpose='"Why", and\nhow'),
    )
    return timeline(
        run,
        execution("writer", 0, 21, status=AgentStatus.INTERRUPTED, calls=retried),
        execution("writer", 60, 75, attempt=2, calls=(call(2, 61, 74),), summary="+ 3 sections"),
        execution(
            "seo", 75, 80, status=AgentStatus.INTERRUPTED, lost=True, calls=(call(0, 76, None),)
        ),
        execution("brand", 75, 90, calls=(call(0, 75, 88),)),
        execution("seo", 95, 110, attempt=2, calls=(call(0, 95, 109),)),
        execution("geo", 110, 110.2, cache_hit=True, cached_at=at(-7_200)),
        waits=(
            Wait(WaitKind.QUEUE, at(-2), at(0)),
            Wait(WaitKind.PAUSE, at(21), at(58), "-Maya Chen"),
            Wait(WaitKind.QUEUE, at(58), at(60)),
            Wait(WaitKind.STOPPED, at(80), at(95)),
        ),
        retries=(Retry(AgentName.WRITER, at(3), 2, 6, "@No answer"),),
        comparison=Comparison({AgentName.WRITER: Usual(40), AgentName.GEO: Usual(20)}, "r2", 2),
    )


def busy(calls: int = 500) -> RunTimeline:
    """A run with so many model calls, every tenth of which failed once."""
    run = head(ended=float(calls), steps=[["writer"], ["seo"]])
    made: list[Call] = []
    for number in range(calls):
        failed = number % 10 == 1
        earlier = made[-1].number if made else -1
        shared = earlier if made and made[-1].error else earlier + 1
        values: dict[str, Any] = {"error": "No answer"} if failed else {}
        attempt = 2 if made and made[-1].error else 1
        made.append(call(shared, number, number + 0.9, attempt=attempt, **values))
    half = calls // 2
    return timeline(
        run,
        execution("writer", 0, half, calls=tuple(made[:half])),
        execution("seo", half, calls, calls=tuple(made[half:])),
    )
