"""One agent's row of the timeline: its bars, and where each begins and ends. Pure.

An end is a CSS number of seconds on the axis. What moves is named instead: `--now`, `--until-seo`
(when it is expected to end) and `--free` (when the agents that wait begin) are sent by themselves,
so that a row is sent only when something happened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from contentflow.chronicle_shapes import AgentTime, Execution, RunTimeline, Wait
from contentflow.chronicle_waits import waits_for
from contentflow.names import AGENT_LABELS, AgentName, AgentStatus
from contentflow.state.campaign_axis import Axis
from contentflow.state.campaign_lane_words import (
    bar_words,
    note_of,
    status_of,
    versus_of,
    wait_words,
)

_MOST_FAILED = 12  # failed attempts marked in a row; its calls show each
_NEAR = 0.004  # of the axis; what is closer is one mark
_BEHIND = 1.08  # of the axis; room behind the last bar, for its words
_SHORTEST = 4.0  # seconds of an axis
_FARTHEST = 3.0  # of the axis; what a run is compared with makes it no longer than this
_CROWDED = 0.72  # of the axis; behind it there is no room for words
_ROOM = 0.25  # of the axis; what words need before the bars
_KINDS = {
    AgentStatus.RUNNING: "running",
    AgentStatus.COMPLETED: "completed",
    AgentStatus.FAILED: "failed",
    AgentStatus.CANCELLED: "cancelled",
    AgentStatus.SKIPPED: "skipped",
    AgentStatus.PENDING: "pending",
}
NOW = "var(--now)"
Span = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A bar: its class, its ends as CSS numbers, and what it says on hover."""

    kind: str
    start: str
    end: str
    said: str = ""


@dataclass(frozen=True)
class Lane:
    """One agent's row. Its words stand behind its bars, at `note_at`, or before, at `note_from`:

    `before` is "always", "alone" (when the run is not compared, its axis is shorter), or "".
    `group` is first, middle or last among agents that work at the same time, else "".
    """

    name: str
    label: str
    kind: str
    status: str
    boxes: list[Box]
    note: str = ""
    note_at: str = "0"
    note_from: str = "0"
    before: str = ""
    cached: bool = False
    versus: str = ""  # beside the note, when compared
    group: str = ""
    calls: int = 0


@dataclass(frozen=True)
class Scene:
    """What a row is drawn with. Spans are seconds: `ahead` after `--free`, `past` on the axis."""

    timeline: RunTimeline
    axis: Axis
    at: datetime
    ahead: dict[AgentName, Span] = field(default_factory=dict)  # expected of who has not begun
    past: dict[AgentName, Span] = field(default_factory=dict)  # what it is compared with


def lane_of(agent: AgentTime, scene: Scene) -> Lane:
    """The agent's row."""
    waits = waits_for(agent, scene.timeline)
    bars = list(_bars(agent, scene))
    return Lane(
        name=agent.agent.value,
        label=AGENT_LABELS[agent.agent],
        kind=_KINDS[agent.status],
        status=status_of(agent, scene.timeline, scene.at),
        boxes=[
            *_waits(waits, scene),
            *bars,
            *_failed(agent, scene),
            *_outline("pend", scene.ahead.get(agent.agent), "calc(var(--free) + {})"),
            *_outline("ghost", scene.past.get(agent.agent), "{}"),
        ],
        note=note_of(agent, waits, scene.ahead.get(agent.agent), scene.at),
        note_at=_note_at(agent, bars, scene),
        note_from=bars[0].start if bars else "0",
        before=_before(agent, scene),
        cached=agent.from_cache is not None,
        versus=versus_of(agent, scene.timeline, scene.at),
        group=_group(agent, scene.timeline),
        calls=len(agent.calls),
    )


def css(seconds: float) -> str:
    """A CSS number."""
    return f"{seconds:.2f}".rstrip("0").rstrip(".") or "0"


def _bars(agent: AgentTime, scene: Scene) -> Iterator[Box]:
    for one in agent.executions:
        start = css(scene.axis.place(one.started_at))
        if one.ended_at is None:
            yield Box("running", start, NOW)
            yield Box("eta", NOW, _until(agent))
        else:
            end = css(scene.axis.place(one.ended_at))
            said = bar_words(one, scene.timeline, scene.at)
            yield Box(_bar(agent, one), start, end, said)


def _until(agent: AgentTime) -> str:
    return f"max({NOW},var(--until-{agent.agent}))"


def _bar(agent: AgentTime, one: Execution) -> str:
    if one.lost:
        return "lost"
    if one.status is AgentStatus.INTERRUPTED:
        return "completed" if agent.status is AgentStatus.COMPLETED else "held"
    if one.status is AgentStatus.SKIPPED and one.error:
        return "failed"
    return "completed cached" if one.cache_hit else _KINDS[one.status]


def _waits(waits: Iterable[Wait], scene: Scene) -> Iterator[Box]:
    for wait in waits:
        moments = (wait.started_at, wait.ended_at or scene.at)
        start, end = map(scene.axis.place, moments)
        cut = " cut" if scene.axis.is_cut(moments) else ""
        if wait.ended_at is None or end > start:
            until = NOW if wait.ended_at is None else css(end)
            yield Box(f"wait {wait.kind}{cut}", css(start), until, wait_words(wait, scene.at))


def _failed(agent: AgentTime, scene: Scene) -> Iterator[Box]:
    """The longest of its failed attempts of model calls, those that touch as one."""
    spans = sorted(
        (scene.axis.place(call.started_at), scene.axis.place(call.ended_at))
        for one in agent.executions
        for call in one.calls
        if call.error and call.ended_at and one.status is not AgentStatus.FAILED
    )
    merged = _merged(spans, _NEAR * scene.axis.length)
    longest = sorted(merged, key=lambda span: span[0] - span[1])[:_MOST_FAILED]
    for start, end in sorted(longest):
        yield Box("miss", css(start), css(end), "A failed attempt of a model call")


def _merged(spans: Iterable[Span], near: float) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1] + near:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _outline(kind: str, span: Span | None, place: str) -> Iterator[Box]:
    if span is not None:
        yield Box(kind, *(place.format(css(edge)) for edge in span))


def reach_of(last: float) -> float:
    """How long an axis is on which the last bar ends there."""
    return max(_SHORTEST, last * _BEHIND)


def farther_of(scene: Scene, reach: float) -> float:
    """How long an axis of this length becomes when the run is compared."""
    past = max((end for _, end in scene.past.values()), default=0.0)
    return max(reach, min(past * _BEHIND, reach * _FARTHEST))


def _before(agent: AgentTime, scene: Scene) -> str:
    """Whether the words go before the bars."""
    ends = [one.ended_at for one in agent.executions if one.ended_at]
    if not ends or agent.status is AgentStatus.RUNNING or agent.agent in scene.ahead:
        return ""
    reach = reach_of(scene.axis.length)
    start, end = scene.axis.place(agent.executions[0].started_at), scene.axis.place(max(ends))
    if end < reach * _CROWDED or start < reach * _ROOM:
        return ""
    return "always" if end > farther_of(scene, reach) * _CROWDED else "alone"


def _note_at(agent: AgentTime, bars: list[Box], scene: Scene) -> str:
    if agent.status is AgentStatus.RUNNING:
        return _until(agent)
    if span := scene.ahead.get(agent.agent):
        return f"calc(var(--free) + {css(span[1])})"
    return bars[-1].end if bars else "0"


def _group(agent: AgentTime, timeline: RunTimeline) -> str:
    if not agent.beside:
        return ""
    names = [one.agent for one in timeline.agents if one.step == agent.step]
    return {names[0]: "first", names[-1]: "last"}.get(agent.agent, "middle")
