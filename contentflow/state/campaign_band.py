"""The timeline band: a run's rows, and apart from them the few numbers that move. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from contentflow.chronicle_shapes import Comparison, RunHead, RunTimeline
from contentflow.comparison import laid_out, whole
from contentflow.names import AGENT_LABELS, AgentName, AgentStatus, RunStatus
from contentflow.state import words
from contentflow.state.campaign_axis import Axis
from contentflow.state.campaign_lanes import Lane, Scene, Span, farther_of, lane_of, reach_of
from contentflow.state.campaign_table import TableRow, table_of
from contentflow.view import CampaignView

_SHORTEST_LIVE = 20.0  # seconds of an axis
_WORKING = (RunStatus.RUNNING, RunStatus.PAUSING, RunStatus.CANCELLING)
_MOST_RUNS = 50  # to choose from


@dataclass(frozen=True)
class RunChoice:
    """A run one can look at."""

    id: str
    label: str


@dataclass(frozen=True)
class Band:
    """A run's timeline as it stays until something happens; no lanes before it began."""

    run: str = ""  # its id
    title: str = ""
    started: str = ""  # ISO 8601
    lanes: list[Lane] = field(default_factory=list)
    scales: list[list[float | None]] = field(default_factory=list)  # see Axis.scales
    compared: str = ""  # "run 2"; "" when there is nothing to compare with
    compared_note: str = ""  # "3 min 41 s"
    bottleneck: str = ""
    table: list[TableRow] = field(default_factory=list)
    runs: list[RunChoice] = field(default_factory=list)


@dataclass(frozen=True)
class Pulse:
    """What moves of an agent at work."""

    took: str = ""
    note: str = ""


@dataclass(frozen=True)
class Pace:
    """What moves while a run is live. `marks` are the CSS numbers that the lanes' bars name.

    `reach` is the length of the axis, `farther` is it when what the run is compared with fits too.
    """

    live: bool = False
    now: str = ""  # "Now 1:52"
    reach: float = 0.0
    farther: float = 0.0
    marks: dict[str, float] = field(default_factory=dict)
    agents: dict[str, Pulse] = field(default_factory=dict)


def band_of(timeline: RunTimeline, view: CampaignView | None, at: datetime) -> Band:
    """The timeline at `at`; `view` is of the same run when that is live, else None."""
    run = timeline.run
    if run is None:
        return Band()
    scene = _scene(timeline, view, at)
    begun = any(agent.executions for agent in timeline.agents)
    return Band(
        run=run.id,
        title=f"Run {run.number}",
        started=run.started_at.isoformat() if run.started_at else "",
        lanes=[lane_of(agent, scene) for agent in timeline.agents] if begun else [],
        scales=scene.axis.scales(),
        compared=_compared(timeline.comparison),
        compared_note=_compared_note(timeline.comparison, run),
        bottleneck=timeline.bottleneck.said if timeline.bottleneck else "",
        table=table_of(timeline, at),
        runs=[_choice(one) for one in reversed(timeline.runs[-_MOST_RUNS:])],
    )


def pace_of(timeline: RunTimeline, view: CampaignView | None, at: datetime) -> Pace:
    """Where the moving things of the same timeline are at `at`."""
    scene = _scene(timeline, view, at)
    now = scene.axis.length
    pulses, marks = _pulses(timeline, view, at, now)
    free = max([now, *marks.values()])
    last = max([free, *(free + end for _, end in scene.ahead.values())])
    live = timeline.run is not None and timeline.run.status in _WORKING
    length = max(_SHORTEST_LIVE if live else 0.0, reach_of(last))
    said = words.offset(_clock(timeline, at))
    return Pace(
        live=live,
        now=f"Now {said}" if live else "",
        reach=round(length, 1),
        farther=round(farther_of(scene, length), 1),
        marks={"now": round(now, 2), "free": round(free, 2), **marks},
        agents=pulses,
    )


def _scene(timeline: RunTimeline, view: CampaignView | None, at: datetime) -> Scene:
    axis = Axis(timeline, at)
    return Scene(timeline, axis, at, _ahead(timeline, view), _past(timeline, axis))


def _ahead(timeline: RunTimeline, view: CampaignView | None) -> dict[AgentName, Span]:
    """When those that wait are expected to work, in seconds after those at work are done."""
    if timeline.run is None or timeline.run.ended or view is None:
        return {}
    seconds = {
        agent.agent: expected
        for agent in timeline.agents
        if not agent.executions
        and (expected := view.agent(agent.agent).expected_seconds) is not None
    }
    return laid_out(timeline.run.steps, seconds)


def _past(timeline: RunTimeline, axis: Axis) -> dict[AgentName, Span]:
    if timeline.comparison is None or timeline.run is None:
        return {}
    seconds = {name: usual.seconds for name, usual in timeline.comparison.agents.items()}
    spans = laid_out(timeline.run.steps, seconds)
    return {name: (axis.zero + start, axis.zero + end) for name, (start, end) in spans.items()}


def _pulses(
    timeline: RunTimeline, view: CampaignView | None, at: datetime, now: float
) -> tuple[dict[str, Pulse], dict[str, float]]:
    """How long each agent at work has taken, what is left, and until where that reaches."""
    pulses, marks = {}, {}
    for agent in timeline.agents:
        if agent.status is not AgentStatus.RUNNING:
            continue
        card = view.agent(agent.agent) if view else None
        until = card.estimated_completion if card else None
        left = max(0.0, (until - at).total_seconds()) if until else 0.0
        note = (
            card.retry if card and card.retry else f"{words.about(left)} left" if left >= 1 else ""
        )
        pulses[agent.agent.value] = Pulse(words.duration(agent.seconds(at)), note)
        marks[f"until-{agent.agent.value}"] = round(now + left, 1)
    return pulses, marks


def _clock(timeline: RunTimeline, at: datetime) -> float:
    begin = timeline.run.started_at if timeline.run else None
    return (at - begin).total_seconds() if begin else 0.0


def _compared(found: Comparison | None) -> str:
    if found is None:
        return ""
    if found.run_id:
        return f"run {found.run_number}"
    similar = words.count(found.campaigns, "similar campaign")
    return similar if found.campaigns == 1 else f"the median of {similar}"


def _compared_note(found: Comparison | None, run: RunHead) -> str:
    return words.took(whole(found, run.steps)) if found else ""


def _choice(run: RunHead) -> RunChoice:
    what = "" if len(run.agents) == len(AGENT_LABELS) else _names(run)
    took = ""
    if run.started_at and run.ended_at:
        took = words.took((run.ended_at - run.started_at).total_seconds())
    return RunChoice(run.id, ", ".join(part for part in (f"Run {run.number}", what, took) if part))


def _names(run: RunHead) -> str:
    return " and ".join(
        ", ".join(AGENT_LABELS[AgentName(name)] for name in step) for step in run.steps
    )
