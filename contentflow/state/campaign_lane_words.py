"""What the rows of the timeline say: how long, what an agent waited for, how it compares. Pure."""

from collections.abc import Sequence
from datetime import datetime

from contentflow.chronicle_shapes import AgentTime, Execution, RunTimeline, Wait
from contentflow.names import AgentStatus, WaitKind
from contentflow.state import words

_SHOWN_FROM = 1.0  # seconds; shorter waits and differences are nobody's business
_WAITED = {
    WaitKind.QUEUE: "waited",
    WaitKind.PAUSE: "paused",
    WaitKind.STOPPED: "server stopped",
}
_STOOD = {
    WaitKind.QUEUE: "Waited for a free slot",
    WaitKind.PAUSE: "Paused",
    WaitKind.STOPPED: "Server stopped",
}
_ENDED = {
    AgentStatus.FAILED: "failed",
    AgentStatus.CANCELLED: "cancelled",
    AgentStatus.SKIPPED: "skipped",
}


def status_of(agent: AgentTime, timeline: RunTimeline, at: datetime) -> str:
    """How long it worked; before that, why there is nothing to say. What runs is said elsewhere."""
    if agent.status is AgentStatus.PENDING:
        if timeline.run and timeline.run.ended:
            return "Not run"
        return "Paused" if _is_held(agent) else "Pending"
    if agent.status is AgentStatus.RUNNING:
        return ""
    seconds = agent.seconds(at)
    if agent.status is AgentStatus.SKIPPED and seconds < _SHOWN_FROM:
        return "Skipped"
    return words.took(seconds)


def _is_held(agent: AgentTime) -> bool:
    return bool(agent.executions) and not agent.executions[-1].lost


def note_of(
    agent: AgentTime, waits: Sequence[Wait], ahead: tuple[float, float] | None, at: datetime
) -> str:
    """What stands beside the bars of an agent that is not at work."""
    if agent.status is AgentStatus.RUNNING:
        return ""
    if ahead is not None:
        return words.about(ahead[1] - ahead[0])
    parts = [
        f"{_WAITED[wait.kind]} {words.duration(wait.seconds(at))}"
        for wait in waits
        if wait.seconds(at) >= _SHOWN_FROM
    ]
    parts += [words.count(agent.retries, "retry", "retries")] if agent.retries else []
    parts += [cache_words(cached)] if (cached := agent.from_cache) else []
    parts += [_ENDED[agent.status]] if agent.status in _ENDED else []
    return ", ".join(parts)


def cache_words(cached: Execution) -> str:
    """ "from cache, 2 h old"."""
    if cached.cached_at is None:
        return "from cache"
    age = (cached.started_at - cached.cached_at).total_seconds()
    return f"from cache, {age_words(age)} old"


def age_words(seconds: float) -> str:
    """An age in its largest unit: "40 s", "5 min", "3 h", "2 days"."""
    for unit, many in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= unit:
            whole = int(seconds // unit)
            return f"{whole} {'day' if many == 'days' and whole == 1 else many}"
    return words.duration(seconds)


def versus_of(agent: AgentTime, timeline: RunTimeline, at: datetime) -> str:
    """ "17 s faster" than what it is compared with; only of who came to its end."""
    usual = timeline.comparison.agents.get(agent.agent) if timeline.comparison else None
    if usual is None or agent.status is not AgentStatus.COMPLETED:
        return ""
    more = agent.seconds(at) - usual.seconds
    if abs(more) < _SHOWN_FROM:
        return "as fast"
    return f"{words.duration(abs(more))} {'slower' if more > 0 else 'faster'}"


def wait_words(wait: Wait, at: datetime) -> str:
    """ "Paused by Maya Chen, 2 min"."""
    by = f" by {wait.by}" if wait.by else ""
    return f"{_STOOD[wait.kind]}{by}, {words.took(wait.seconds(at))}"


def bar_words(one: Execution, timeline: RunTimeline, at: datetime) -> str:
    """ "0:48, 12 s. Replaced 6 phrases"."""
    what = one.error or one.summary
    if one.status is AgentStatus.INTERRUPTED:
        what = "Interrupted: the server stopped" if one.lost else what or "Paused"
    parts = [f"{clock(one.started_at, timeline)}, {words.precise(one.seconds(at))}", what]
    return ". ".join(part for part in parts if part)


def clock(moment: datetime, timeline: RunTimeline) -> str:
    """The run's clock at a moment: "0:48"."""
    run = timeline.run
    begin = (run.started_at or run.created_at) if run else moment
    return words.offset((moment - begin).total_seconds())
