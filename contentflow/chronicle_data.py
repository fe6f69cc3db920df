"""A timeline as plain data, the same for the HTTP API and for its file. Times UTC, durations ms."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contentflow.chronicle_shapes import (
    AgentTime,
    Bottleneck,
    Call,
    Comparison,
    Execution,
    Retry,
    RunHead,
    RunTimeline,
    Wait,
    spent,
)
from contentflow.comparison import whole

Data = dict[str, Any]


def as_json(timeline: RunTimeline) -> Data:
    """Everything known of the run; `run` is null when the campaign has none yet."""
    at, run = timeline.at, timeline.run
    return {
        "campaign_id": timeline.campaign_id,
        "at": iso(at),
        "run": _run(run, at) if run else None,
        "waits": [_wait(one, at) for one in timeline.waits],
        "agents": [_agent(one, at) for one in timeline.agents],
        "retries": [_retry(one) for one in timeline.retries],
        "bottleneck": _bottleneck(timeline.bottleneck),
        "comparison": _comparison(timeline.comparison, run),
        "runs": [_run(one, at) for one in timeline.runs],
    }


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 with the zone."""
    return moment.isoformat() if moment else None


def milliseconds(seconds: float) -> int:
    """Whole milliseconds."""
    return round(seconds * 1000)


def between(start: datetime | None, end: datetime | None) -> int | None:
    """Milliseconds from one moment to another, when both are known."""
    return milliseconds((end - start).total_seconds()) if start and end else None


def _run(run: RunHead, at: datetime) -> Data:
    return {
        "id": run.id,
        "number": run.number,
        "status": run.status.value,
        "steps": run.steps,
        "force": run.force,
        "queued_at": iso(run.created_at),
        "started_at": iso(run.started_at),
        "ended_at": iso(run.ended_at),
        "duration_ms": between(run.started_at, run.ended_at or at),
        "error": run.error,
    }


def _wait(wait: Wait, at: datetime) -> Data:
    return {
        "kind": wait.kind.value,
        "started_at": iso(wait.started_at),
        "ended_at": iso(wait.ended_at),
        "duration_ms": milliseconds(wait.seconds(at)),
        "by": wait.by,
    }


def _agent(agent: AgentTime, at: datetime) -> Data:
    first = agent.executions[0] if agent.executions else None
    last = agent.executions[-1] if agent.executions else None
    cached = agent.from_cache
    return {
        "agent_type": agent.agent.value,
        "step": agent.step,
        "beside": [name.value for name in agent.beside],
        "status": agent.status.value,
        "started_at": iso(first.started_at) if first else None,
        "ended_at": iso(last.ended_at) if last else None,
        "duration_ms": milliseconds(agent.seconds(at)) if first else None,
        "cache_hit": cached is not None,
        "cached_at": iso(cached.cached_at) if cached else None,
        "cache_age_ms": between(cached.cached_at, cached.started_at) if cached else None,
        **_sums(agent.calls, agent.retries),
        "executions": [_execution(one, at) for one in agent.executions],
    }


def _sums(calls: Iterable[Call], retries: int) -> Data:
    calls = list(calls)
    paid = spent(calls)
    return {
        "model_calls": len(calls),
        "retries": retries,
        "input_tokens": paid.input_tokens,
        "output_tokens": paid.output_tokens,
        "cost_usd": paid.cost_usd,
    }


def _execution(one: Execution, at: datetime) -> Data:
    return {
        "round": one.round,
        "attempt": one.attempt,
        "status": one.status.value,
        "lost": one.lost,
        "model": one.model,
        "started_at": iso(one.started_at),
        "ended_at": iso(one.ended_at),
        "duration_ms": milliseconds(one.seconds(at)),
        "cache_hit": one.cache_hit,
        "cached_at": iso(one.cached_at),
        "base_version": one.base_version,
        "version": one.version,
        "score_before": one.score_before,
        "score_after": one.score_after,
        "summary": one.summary,
        "error": one.error,
        **_sums(one.calls, one.retries),
        "calls": [_call(call) for call in one.calls],
    }


def _call(call: Call) -> Data:
    return {
        "number": call.number + 1,
        "attempt": call.attempt,
        "purpose": call.purpose,
        "model": call.model,
        "started_at": iso(call.started_at),
        "ended_at": iso(call.ended_at),
        "duration_ms": between(call.started_at, call.ended_at),
        "answered": call.answered,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cost_usd": call.cost_usd,
        "error": call.error,
    }


def _retry(retry: Retry) -> Data:
    return {
        "agent_type": retry.agent.value,
        "at": iso(retry.at),
        "attempt": retry.attempt,
        "of": retry.of,
        "reason": retry.reason,
    }


def _bottleneck(found: Bottleneck | None) -> Data | None:
    if found is None:
        return None
    return {
        "agent_type": found.agent.value if found.agent else None,
        "said": found.said,
        "duration_ms": milliseconds(found.seconds),
        "of_ms": milliseconds(found.of_seconds),
        "model_calls": found.calls,
        "model_calls_ms": milliseconds(found.calls_seconds),
        "retries": found.retries,
        "retries_ms": milliseconds(found.retries_seconds),
        "rest_ms": milliseconds(found.rest_seconds),
    }


def _comparison(found: Comparison | None, run: RunHead | None) -> Data | None:
    if found is None or run is None:
        return None
    return {
        "with": "run" if found.run_id else "median",
        "run_id": found.run_id or None,
        "run_number": found.run_number or None,
        "campaigns": None if found.run_id else found.campaigns,
        "duration_ms": milliseconds(whole(found, run.steps)),
        "agents": {
            name.value: {
                "duration_ms": milliseconds(usual.seconds),
                "campaigns": None if found.run_id else usual.campaigns,
            }
            for name, usual in found.agents.items()
        },
    }
