"""The timeline as a table, and one agent's model calls: the same facts in words. Pure."""

from dataclasses import dataclass
from datetime import datetime

from contentflow.chronicle_shapes import AgentTime, Call, Execution, RunTimeline, Wait, spent
from contentflow.names import AGENT_LABELS, AgentName, AgentStatus
from contentflow.state import words
from contentflow.state.campaign_axis import Axis
from contentflow.state.campaign_lane_words import cache_words, clock, versus_of, wait_words

_LONGEST_ERROR = 160  # characters
# Start and end on the axis (no end: still open), how it went, then words: which, attempt, when,
# how long, tokens, cost, what was wrong.
CallRow = tuple[float, float | None, str, str, str, str, str, str, str, str]
_ENDED = {
    AgentStatus.RUNNING: "Running",
    AgentStatus.COMPLETED: "Completed",
    AgentStatus.FAILED: "Failed",
    AgentStatus.SKIPPED: "Skipped",
    AgentStatus.CANCELLED: "Cancelled",
    AgentStatus.INTERRUPTED: "Paused",
    AgentStatus.PENDING: "Pending",
}


@dataclass(frozen=True)
class TableRow:
    """An execution, a wait, or an agent that has not begun. `agent` has model calls to open."""

    what: str
    status: str
    begin: str = ""
    took: str = ""
    calls: str = ""
    cost: str = ""
    note: str = ""
    versus: str = ""
    agent: str = ""


def table_of(timeline: RunTimeline, at: datetime) -> list[TableRow]:
    """A row for each wait and execution by the time it began, then who has not begun."""
    timed = [(wait.started_at, _wait(wait, timeline, at)) for wait in timeline.waits]
    timed += [
        (one.started_at, _execution(agent, one, timeline, at))
        for agent in timeline.agents
        for one in agent.executions
    ]
    left = [_not_begun(agent, timeline) for agent in timeline.agents if not agent.executions]
    return [row for _, row in sorted(timed, key=lambda pair: pair[0])] + left


def _wait(wait: Wait, timeline: RunTimeline, at: datetime) -> TableRow:
    said, _, took = wait_words(wait, at).rpartition(", ")
    run = timeline.run
    begun = run is not None and run.started_at is not None and wait.started_at >= run.started_at
    begin = clock(wait.started_at, timeline) if begun else ""  # the run's clock began later
    return TableRow(said, "Ended" if wait.ended_at else "Now", begin, took if wait.ended_at else "")


def _execution(agent: AgentTime, one: Execution, timeline: RunTimeline, at: datetime) -> TableRow:
    last = one is agent.executions[-1]
    return TableRow(
        what=AGENT_LABELS[one.agent],
        status="Interrupted" if one.lost else _ENDED[one.status],
        begin=clock(one.started_at, timeline),
        took=words.precise(one.seconds(at)) if one.ended_at else "",
        calls=_calls(one),
        cost=_cost(one),
        note=_note(agent, one),
        versus=versus_of(agent, timeline, at) if last else "",
        agent=one.agent.value if one.calls else "",
    )


def _calls(one: Execution) -> str:
    retries = f", {words.count(one.retries, 'retry', 'retries')}" if one.retries else ""
    return f"{len(one.calls)}{retries}"


def _cost(one: Execution) -> str:
    if not one.calls and one.cache_hit:
        return "free"
    return words.money(spent(one.calls).cost_usd) if one.calls else ""


def _note(agent: AgentTime, one: Execution) -> str:
    beside = " and ".join(AGENT_LABELS[name] for name in agent.beside)
    parts = [
        f"beside {beside}" if beside else "",
        cache_words(one) if one.cache_hit else "",
        _short(one.error),
    ]
    return ", ".join(part for part in parts if part)


def _not_begun(agent: AgentTime, timeline: RunTimeline) -> TableRow:
    ended = timeline.run is not None and timeline.run.ended
    beside = " and ".join(AGENT_LABELS[name] for name in agent.beside)
    return TableRow(
        what=AGENT_LABELS[agent.agent],
        status="Not run" if ended else "Pending",
        note=f"beside {beside}" if beside else "",
    )


def calls_of(timeline: RunTimeline, agent: AgentName) -> list[CallRow]:
    """The attempts of an agent's model calls in this run, in order."""
    axis = Axis(timeline, timeline.run.ended_at or timeline.at if timeline.run else timeline.at)
    return [
        _call(call, one, timeline, axis)
        for part in timeline.agents
        if part.agent is agent
        for one in part.executions
        for call in one.calls
    ]


def _call(call: Call, one: Execution, timeline: RunTimeline, axis: Axis) -> CallRow:
    end = call.ended_at or one.ended_at
    seconds = (end - call.started_at).total_seconds() if end else 0.0
    return (
        round(axis.place(call.started_at), 2),
        round(axis.place(end), 2) if end else None,
        _kind(call, one),
        call.purpose or f"call {call.number + 1}",
        f"attempt {call.attempt}" if call.attempt > 1 or call.error else "",
        clock(call.started_at, timeline),
        words.precise(seconds) if end else "",
        _tokens(call),
        words.money(call.cost_usd) if call.answered else "",
        _short(call.error) or ("" if call.answered or end is None else "cut off"),
    )


def _kind(call: Call, one: Execution) -> str:
    if call.answered:
        return "done"
    if call.error:
        return "failed"
    return "open" if one.ended_at is None else "cut"


def _tokens(call: Call) -> str:
    if call.input_tokens is None or call.output_tokens is None:
        return ""
    return f"{call.input_tokens:,} in, {call.output_tokens:,} out"


def _short(error: str) -> str:
    return error if len(error) <= _LONGEST_ERROR else error[: _LONGEST_ERROR - 1] + "…"
