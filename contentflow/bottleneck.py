"""What took most of a run's time, and why, in words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from contentflow.chronicle_shapes import AgentTime, Bottleneck, Call, RunHead, Wait
from contentflow.names import AGENT_LABELS, AgentStatus, WaitKind
from contentflow.phrases import count, took

_WORTH_SAYING = 1.0  # seconds
_AT_IT = (AgentStatus.PENDING, AgentStatus.RUNNING)


def bottleneck_of(
    run: RunHead, agents: Sequence[AgentTime], waits: Sequence[Wait], at: datetime
) -> Bottleneck | None:
    """The longest of the run's agents and its waiting; None until an agent has done something.

    While the run goes on, only agents that are done are named, and no share of an unknown whole.
    """
    worked = [one for one in agents if one.executions and (run.ended or one.status not in _AT_IT)]
    if not worked:
        return None
    slowest = max(worked, key=lambda one: one.seconds(at))
    queued = sum(wait.seconds(at) for wait in waits if wait.kind is WaitKind.QUEUE)
    stood = sum(wait.seconds(at) for wait in waits) - queued
    whole = _seconds(run.created_at, run.ended_at or at) - stood
    found = _agent(slowest, max(0.0, whole), at)
    if queued > found.seconds:
        found = Bottleneck(None, queued, found.of_seconds, "")
    return replace(found, said=_said(found, stood) if run.ended else _said_so_far(found))


def _agent(slowest: AgentTime, whole: float, at: datetime) -> Bottleneck:
    seconds = slowest.seconds(at)
    answered = [call for call in slowest.calls if call.answered]
    calls = sum(_seconds(call.started_at, call.ended_at or at) for call in answered)
    lost = sum(map(_lost, _by_call(slowest)))
    return Bottleneck(
        agent=slowest.agent,
        seconds=seconds,
        of_seconds=whole,
        said="",
        calls=len(answered),
        calls_seconds=calls,
        retries=slowest.retries,
        retries_seconds=lost,
        rest_seconds=max(0.0, seconds - calls - lost),
    )


def _by_call(agent: AgentTime) -> Iterable[list[Call]]:
    """The attempts of each of its calls together."""
    for execution in agent.executions:
        attempts: dict[int, list[Call]] = {}
        for call in execution.calls:
            attempts.setdefault(call.number, []).append(call)
        yield from attempts.values()


def _lost(attempts: list[Call]) -> float:
    """Seconds from the first attempt to the one that was answered, or to the end of the last."""
    last = attempts[-1]
    if last.answered:
        return _seconds(attempts[0].started_at, last.started_at)
    return _seconds(attempts[0].started_at, last.ended_at or last.started_at)


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def _said(found: Bottleneck, stood: float) -> str:
    share = f" ({100 * found.seconds / found.of_seconds:.0f}%)" if found.of_seconds else ""
    pauses = " without pauses" if stood >= 1 else ""
    whole = f"{took(found.seconds)} of {took(found.of_seconds)}{pauses}{share}"
    if found.agent is None:
        return f"Waiting for a free slot took {whole}, longer than any agent."
    return f"{AGENT_LABELS[found.agent]} took {whole}{_why(found)}."


def _said_so_far(found: Bottleneck) -> str:
    if found.agent is None:
        return f"So far, waiting for a free slot took longest: {took(found.seconds)}."
    return f"So far, {AGENT_LABELS[found.agent]} took longest, {took(found.seconds)}{_why(found)}."


def _why(found: Bottleneck) -> str:
    again = f"in {count(found.retries, 'retry', 'retries')}" if found.retries else "in failed calls"
    parts = [
        (found.calls_seconds, f"in {count(found.calls, 'model call')}"),
        (found.retries_seconds, again),
        (found.rest_seconds, "for measuring and saving"),
    ]
    told = [f"{took(seconds)} {what}" for seconds, what in parts if seconds >= _WORTH_SAYING]
    return f": {', '.join(told)}" if told else ""
