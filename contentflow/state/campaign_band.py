"""The timeline band: when each agent ran, as boxes placed in percent of the run's length. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contentflow.names import AGENT_LABELS, AGENT_ORDER, AgentStatus, CampaignStatus
from contentflow.state import words
from contentflow.state.campaign_rows import status_word
from contentflow.view import AgentView, CampaignView

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400)  # seconds
_TICKS = 8  # at most
_AHEAD = (AgentStatus.PENDING, AgentStatus.RUNNING)


@dataclass(frozen=True)
class Box:
    """A bar: its status' class, left edge and width, both CSS percentages."""

    kind: str
    left: str
    width: str


@dataclass(frozen=True)
class Lane:
    """One agent's row."""

    name: str
    label: str
    kind: str
    status: str
    boxes: list[Box]
    note: str
    note_left: str


@dataclass(frozen=True)
class Tick:
    """A mark of the axis."""

    label: str
    left: str


@dataclass(frozen=True)
class Band:
    """The whole timeline; no lanes while nothing has started. `now` is empty once the run ended."""

    lanes: list[Lane] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    now: str = ""
    now_label: str = ""


def band_of(view: CampaignView, now: datetime) -> Band:
    """The timeline at `now`."""
    if view.started_at is None:
        return Band()
    scale = _Scale(view, now)
    lanes = _lanes(view, scale)
    live = view.status is CampaignStatus.GENERATING
    return Band(
        lanes=lanes,
        ticks=scale.ticks(),
        now=scale.percent(now) if live else "",
        now_label=f"Now {words.offset(scale.seconds(now))}" if live else "",
    )


class _Scale:
    """Seconds since the run's start as percent of the axis, which ends on a whole step."""

    def __init__(self, view: CampaignView, now: datetime) -> None:
        self.view = view
        self._start = view.started_at or now
        self.now = now
        expected = view.estimated_completion or now
        end = view.ended_at or max(now, expected)
        shortest = 5.0 if view.ended_at else 20.0
        length = max(shortest, self.seconds(end) * 1.08)  # room for the last bar's words
        self._step = next((s for s in _STEPS if length / s <= _TICKS), _STEPS[-1])
        self._length = max(length, self._step)

    def seconds(self, at: datetime) -> float:
        return max(0.0, (at - self._start).total_seconds())

    def percent(self, at: datetime) -> str:
        return f"{min(100.0, 100 * self.seconds(at) / self._length):.1f}%"

    def width(self, start: datetime, end: datetime) -> str:
        share = 100 * (min(self.seconds(end), self._length) - self.seconds(start)) / self._length
        return f"{max(0.4, share):.1f}%"

    def ticks(self) -> list[Tick]:
        marks = range(0, int(self._length) + 1, self._step)
        return [
            Tick(words.offset(mark), f"{100 * mark / self._length:.1f}%")
            for mark in marks
            if mark <= self._length * 0.97
        ]


def _lanes(view: CampaignView, scale: _Scale) -> list[Lane]:
    """A row per agent; those that wait are placed one after the other behind the running one."""
    lanes, free = [], scale.now
    for name in AGENT_ORDER:
        card = view.agents.get(name, AgentView(name))
        boxes, end = _boxes(card, scale, free)
        if card.status in _AHEAD:
            free = max(free, end or free)
        lanes.append(_lane(card, scale, boxes, end))
    return lanes


def _lane(card: AgentView, scale: _Scale, boxes: list[Box], end: datetime | None) -> Lane:
    kinds = {
        AgentStatus.RUNNING: "running",
        AgentStatus.COMPLETED: "completed",
        AgentStatus.FAILED: "failed",
    }
    return Lane(
        name=card.agent_type.value,
        label=AGENT_LABELS[card.agent_type],
        kind=kinds.get(card.status, "pending"),
        status=_status(card, scale),
        boxes=boxes,
        note=_note(card, scale),
        note_left=scale.percent(end) if end else "0%",
    )


def _boxes(card: AgentView, scale: _Scale, free: datetime) -> tuple[list[Box], datetime | None]:
    """A lane's bars and where the last one ends; `free` is when a waiting agent may start."""
    if card.started_at is None:
        return _waiting_box(card, scale, free)
    start, expected = card.started_at, card.estimated_completion
    if card.status is not AgentStatus.RUNNING:
        end = card.ended_at or start
        kind = "failed" if card.status is AgentStatus.FAILED else "completed"
        return [Box(kind, scale.percent(start), scale.width(start, end))], end
    boxes = [Box("running", scale.percent(start), scale.width(start, scale.now))]
    if expected and expected > scale.now:
        boxes.append(Box("eta", scale.percent(scale.now), scale.width(scale.now, expected)))
        return boxes, expected
    return boxes, scale.now


def _waiting_box(
    card: AgentView, scale: _Scale, free: datetime
) -> tuple[list[Box], datetime | None]:
    if card.expected_seconds is None or scale.view.ended_at is not None:
        return [], None
    end = free + timedelta(seconds=card.expected_seconds)
    return [Box("pend", scale.percent(free), scale.width(free, end))], end


def _status(card: AgentView, scale: _Scale) -> str:
    if card.status is AgentStatus.RUNNING and card.started_at:
        return words.duration((scale.now - card.started_at).total_seconds())
    if card.duration_ms is not None and card.status is not AgentStatus.PENDING:
        return words.took(card.duration_ms / 1000)
    return status_word(scale.view, card)


def _note(card: AgentView, scale: _Scale) -> str:
    if card.status is AgentStatus.RUNNING and card.estimated_completion:
        left = (card.estimated_completion - scale.now).total_seconds()
        return f"{words.about(left)} left" if left >= 1 else ""
    if card.status is AgentStatus.FAILED:
        return "failed"
    if card.status is AgentStatus.PENDING:
        return _waiting_note(card, scale)
    parts = [words.count(card.retries, "retry", "retries")] if card.retries else []
    return ", ".join(parts + (["cached"] if card.cache_hit else []))


def _waiting_note(card: AgentView, scale: _Scale) -> str:
    if card.expected_seconds is None or scale.view.ended_at is not None:
        return ""
    return words.about(card.expected_seconds)
