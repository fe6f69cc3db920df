"""A timeline in the trace event format, which Perfetto and Chrome's tracing open."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from contentflow.chronicle_data import iso
from contentflow.chronicle_shapes import (
    AgentTime,
    Call,
    Execution,
    RunHead,
    RunTimeline,
    Wait,
    spent,
)
from contentflow.names import AGENT_LABELS, WaitKind

Event = dict[str, Any]
_PROCESS = 1
_RUN_THREAD = 0  # the agents' follow, in the run's order
_WAITING = {
    WaitKind.QUEUE: "Waiting for a free slot",
    WaitKind.PAUSE: "Paused",
    WaitKind.STOPPED: "Server stopped",
}


def as_trace(timeline: RunTimeline) -> dict[str, Any]:
    """The run as one process: a thread for itself and one for each agent, calls in executions."""
    events = list(_Trace(timeline, timeline.run).events()) if timeline.run else []
    about = {"campaign_id": timeline.campaign_id, "run_id": timeline.run and timeline.run.id}
    return {"traceEvents": events, "displayTimeUnit": "ms", "otherData": about}


class _Trace:
    """Microseconds since the run was asked for, on the threads of its process."""

    def __init__(self, timeline: RunTimeline, run: RunHead) -> None:
        self._timeline, self._run = timeline, run
        self._threads = {one.agent: number for number, one in enumerate(timeline.agents, start=1)}

    def events(self) -> Iterator[Event]:
        yield from self._names()
        for wait in self._timeline.waits:
            yield from self._wait(wait)
        for agent in self._timeline.agents:
            for execution in agent.executions:
                yield from self._execution(agent, execution)
        for retry in self._timeline.retries:
            args = {"reason": retry.reason}
            name = f"Retry: attempt {retry.attempt} of {retry.of}"
            yield self._instant(name, retry.at, self._threads[retry.agent], args)

    def _names(self) -> Iterator[Event]:
        yield self._name("process_name", _RUN_THREAD, f"Run {self._run.number}")
        yield self._name("thread_name", _RUN_THREAD, "Run")
        for agent, thread in self._threads.items():
            yield self._name("thread_name", thread, AGENT_LABELS[agent])
        for thread in (_RUN_THREAD, *self._threads.values()):
            named = self._name("thread_sort_index", thread, "")
            yield {**named, "args": {"sort_index": thread}}

    def _name(self, kind: str, thread: int, name: str) -> Event:
        return {"ph": "M", "name": kind, "pid": _PROCESS, "tid": thread, "args": {"name": name}}

    def _wait(self, wait: Wait) -> Iterator[Event]:
        name = _WAITING[wait.kind]
        span = (wait.started_at, wait.ended_at or self._timeline.at)
        yield self._span(name, "wait", span, _RUN_THREAD, {"by": wait.by} if wait.by else {})
        if wait.kind is WaitKind.PAUSE:
            by = f" by {wait.by}" if wait.by else ""
            yield self._instant(f"Paused{by}", wait.started_at, _RUN_THREAD, {})
            if wait.ended_at:
                yield self._instant("Resumed", wait.ended_at, _RUN_THREAD, {})

    def _execution(self, agent: AgentTime, one: Execution) -> Iterator[Event]:
        thread, label = self._threads[agent.agent], AGENT_LABELS[agent.agent]
        end = one.ended_at or self._timeline.at
        yield self._span(label, "agent", (one.started_at, end), thread, _of_execution(one))
        for call, until in _ends(one.calls, end):
            name = call.purpose or "Model call"
            span = (max(call.started_at, one.started_at), until)
            yield self._span(name, "model_call", span, thread, _of_call(call))

    def _span(
        self, name: str, kind: str, span: tuple[datetime, datetime], thread: int, args: Event
    ) -> Event:
        start, end = map(self._microseconds, span)
        place = {"pid": _PROCESS, "tid": thread, "ts": start, "dur": max(0, end - start)}
        return {"ph": "X", "name": name, "cat": kind, **place, "args": args}

    def _instant(self, name: str, at: datetime, thread: int, args: Event) -> Event:
        place = {"pid": _PROCESS, "tid": thread, "ts": self._microseconds(at)}
        return {"ph": "i", "s": "t", "name": name, "cat": "mark", **place, "args": args}

    def _microseconds(self, at: datetime) -> int:
        return max(0, (at - self._run.created_at) // timedelta(microseconds=1))


def _ends(calls: Sequence[Call], end: datetime) -> Iterator[tuple[Call, datetime]]:
    """Each call and until when it is drawn: spans of a thread may not overlap."""
    for call, following in pairwise([*calls, None]):
        if call is not None:
            limit = min(end, following.started_at) if following else end
            yield call, min(call.ended_at or limit, limit)


def _of_execution(one: Execution) -> Event:
    paid = spent(one.calls)
    return {
        "status": one.status.value,
        "attempt": one.attempt,
        "round": one.round,
        "model": one.model,
        "cached_at": iso(one.cached_at),
        "model_calls": len(one.calls),
        "retries": one.retries,
        "input_tokens": paid.input_tokens,
        "output_tokens": paid.output_tokens,
        "cost_usd": paid.cost_usd,
        "summary": one.summary,
        "error": one.error,
    }


def _of_call(call: Call) -> Event:
    return {
        "attempt": call.attempt,
        "model": call.model,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cost_usd": call.cost_usd,
        "error": call.error,
    }
