"""What the campaign page shows of the agents: their cards, and every label that moves. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from contentflow.names import (
    AGENT_LABELS,
    AGENT_ORDER,
    AGENT_SCORES,
    AgentName,
    AgentStatus,
    CampaignStatus,
)
from contentflow.state import words
from contentflow.view import AgentView, CampaignView

_UNDER_WAY = (CampaignStatus.QUEUED, CampaignStatus.GENERATING, CampaignStatus.PAUSED)
_CARD = {AgentStatus.RUNNING: "live", AgentStatus.COMPLETED: "done", AgentStatus.FAILED: "failed"}
_ORDINALS = ("Next", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")


@dataclass(frozen=True)
class AgentRow:
    """One card. `look` is its class: live, done, failed or idle."""

    name: str
    label: str
    look: str
    kind: str
    status: str
    line: str
    progress: int
    cache: str = ""  # "from cache, 2 h old"
    outdated: str = ""  # "for version 3, text is at 5"
    again: bool = False  # it can run again now
    retry: bool = False
    skip: bool = False
    score_label: str = ""  # "Draft" or "Now"
    score_note: str = ""  # "no change"
    score_before: str = ""
    score: str = ""
    delta: str = ""
    delta_kind: str = "up"


@dataclass(frozen=True)
class Clock:
    """Everything that changes because time passes; `agents` in card order."""

    left: str = ""
    elapsed: str = ""
    agents: list[str] = field(default_factory=list)


def agents_of(view: CampaignView) -> list[AgentRow]:
    """The five cards in run order."""
    return [_agent_row(view, view.agents.get(name, AgentView(name))) for name in AGENT_ORDER]


def _agent_row(view: CampaignView, card: AgentView) -> AgentRow:
    row = AgentRow(
        name=card.agent_type.value,
        label=AGENT_LABELS[card.agent_type],
        look=_CARD.get(card.status, "idle"),
        kind=card.status.value,
        status=status_word(view, card),
        line=_line(view, card),
        progress=card.progress,
        cache=cache_words(card),
        outdated=outdated_words(view, card),
        again=can_run(view, card.agent_type),
    )
    return AgentRow(**{**row.__dict__, **_mending(view, card), **_score(view, card)})


def cache_words(card: AgentView) -> str:
    """That a result came from the cache, and how old it was: "from cache, 2 h old"."""
    if not card.cache_hit or card.status is AgentStatus.PENDING:
        return ""
    old = between(card.cached_at, card.started_at)
    return "from cache" if old is None else f"from cache, {words.age(old)}"


def outdated_words(view: CampaignView, card: AgentView) -> str:
    """That people or another run have changed the text since: "for version 3, text is at 5".

    What agents of the same run did after it was measured against its result, so that still counts;
    the Writer starts from the brief, whatever became of its draft.
    """
    done = card.status is AgentStatus.COMPLETED and card.agent_type is not AgentName.WRITER
    if under_way(view) or not done or not view.outdated(card):
        return ""
    return f"for version {card.version}, text is at {view.version}"


def under_way(view: CampaignView) -> bool:
    """True while the latest run waits, works or is paused."""
    return view.status in _UNDER_WAY


def can_run(view: CampaignView, agent: AgentName) -> bool:
    """True when an agent can be run again now."""
    if under_way(view) or view.archived_at or view.status is CampaignStatus.DRAFT:
        return False
    return agent is AgentName.WRITER or view.version > 0


def _mending(view: CampaignView, card: AgentView) -> dict[str, bool]:
    """What can be done about a failed agent of the latest run."""
    failed = card.status is AgentStatus.FAILED and card.run_id == view.run_id
    is_writer = card.agent_type is AgentName.WRITER
    return {
        "retry": failed and can_run(view, AgentName.WRITER),
        "skip": failed and not is_writer,
    }


def status_word(view: CampaignView, card: AgentView) -> str:
    """An agent's status as the card and the timeline say it; nothing is pending in an ended run."""
    if card.status is AgentStatus.PENDING and view.ended_at is not None:
        return "Not run"
    return "Retrying" if card.retry else card.status.value.capitalize()


def _line(view: CampaignView, card: AgentView) -> str:
    match card.status:
        case AgentStatus.RUNNING:
            return card.task or "Starting"
        case AgentStatus.COMPLETED:
            return card.summary
        case AgentStatus.FAILED:
            return card.error
        case AgentStatus.PENDING:
            return _why_pending(view, card)
        case _:
            return card.summary or card.error or "Did not run."


def _why_pending(view: CampaignView, card: AgentView) -> str:
    if view.status is CampaignStatus.DRAFT:
        return "Starts when the draft is created."
    if not under_way(view):
        return "Did not run: the run had ended."
    before = [name for name in _steps_before(view, card.agent_type) if _ahead(view, name)]
    if before:
        return f"Starts when {_named(before)} {'is' if len(before) == 1 else 'are'} done."
    if view.status is CampaignStatus.PAUSED:
        return "Paused. Goes on when the run is resumed."
    waiting = waiting_words(view)
    if view.status is CampaignStatus.QUEUED and view.queue_position:
        return f"Waiting for a free slot. {waiting}."
    return "Starts in a moment."


def _steps_before(view: CampaignView, agent: AgentName) -> list[AgentName]:
    """The agents of the step before an agent's own that has any left."""
    earlier: list[list[str]] = []
    for step in view.steps or [[name] for name in AGENT_ORDER]:
        if agent in step:
            break
        earlier.append(step)
    for step in reversed(earlier):
        if left := [AgentName(name) for name in step if _ahead(view, AgentName(name))]:
            return left
    return []


def _named(agents: list[AgentName]) -> str:
    """ "SEO", "SEO and GEO", "the others before it"."""
    return (
        " and ".join(AGENT_LABELS[name] for name in agents)
        if len(agents) < 3
        else ("the others before it")
    )


def _ahead(view: CampaignView, name: AgentName) -> bool:
    return view.agent(name).status in (AgentStatus.PENDING, AgentStatus.RUNNING)


def _score(view: CampaignView, card: AgentView) -> dict[str, str]:
    before, after = card.score_before, card.score_after
    if card.agent_type is AgentName.WRITER:
        return {"score_label": "Draft", "score": str(after)} if after is not None else {}
    if card.status is AgentStatus.PENDING:
        now = view.scores.get(AGENT_SCORES[card.agent_type])
        return {"score_label": "Now", "score": str(now)} if now is not None else {}
    if before is None or after is None:
        known = after if after is not None else before
        return {"score": str(known)} if known is not None else {}
    if before == after:
        note = "no change" if card.status is AgentStatus.COMPLETED else ""
        return {"score": str(after), "score_note": note}
    return {
        "score_before": str(before),
        "score": str(after),
        "delta": signed(after - before),
        "delta_kind": "up" if after > before else "down",
    }


def signed(change: int) -> str:
    """A change with its sign, a true minus: "+22", "−3"."""
    return f"+{change}" if change > 0 else f"−{-change}" if change < 0 else "0"


def waiting_words(view: CampaignView) -> str:
    """The place of a queued run: "Second in line"; nothing when it is not queued."""
    place = view.queue_position
    if view.status is not CampaignStatus.QUEUED:
        return ""
    if not place:
        return "Waiting for a free slot"
    ordinal = _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"Number {place}"
    return f"{ordinal} in line"


def clock_of(view: CampaignView, now: datetime) -> Clock:
    """The time labels at `now`."""
    live = view.status is CampaignStatus.GENERATING
    elapsed = between(view.started_at, view.ended_at or now)
    return Clock(
        left=_left(view.estimated_completion, now) if live else "",
        elapsed=words.duration(elapsed) if elapsed is not None else "",
        agents=[_agent_clock(view.agents.get(name, AgentView(name)), now) for name in AGENT_ORDER],
    )


def _agent_clock(card: AgentView, now: datetime) -> str:
    if card.status is AgentStatus.RUNNING:
        if card.retry:
            return card.retry
        left = _left(card.estimated_completion, now)
        return f"{left} left" if left else ""
    if card.duration_ms is None or card.status is AgentStatus.PENDING or card.cache_hit:
        return ""
    took = words.took(card.duration_ms / 1000)
    if card.status is AgentStatus.FAILED:
        return f"stopped at {took}"
    return f"{took} · {words.count(card.retries, 'retry', 'retries')}" if card.retries else took


def _left(until: datetime | None, now: datetime) -> str:
    if until is None:
        return ""
    seconds = (until - now).total_seconds()
    return words.about(seconds) if seconds >= 1 else "a moment"


def between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from one moment to another, when both are known."""
    return max(0.0, (end - start).total_seconds()) if start and end else None
