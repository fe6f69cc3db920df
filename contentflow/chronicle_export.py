"""A timeline as a file: JSON, CSV, and the trace that Perfetto and Chrome's tracing open."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contentflow.chronicle_data import as_json as as_json
from contentflow.chronicle_data import between, iso, milliseconds
from contentflow.chronicle_shapes import AgentTime, Call, Execution, Retry, RunTimeline, Wait, spent
from contentflow.chronicle_trace import as_trace as as_trace

Row = dict[str, object]
COLUMNS = (
    *("kind", "agent_type", "name", "status", "round", "attempt"),
    *("started_at", "ended_at", "start_ms", "duration_ms", "model"),
    *("input_tokens", "output_tokens", "cost_usd", "cache_hit", "cached_at", "error"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Format:
    """How a timeline becomes a file."""

    media_type: str
    ending: str
    write: Callable[[RunTimeline], str]


def file_name(timeline: RunTimeline, form: Format) -> str:
    """What its file is called."""
    run = f"-run-{timeline.run.number}" if timeline.run else ""
    return f"timeline{run}.{form.ending}"


def _json(timeline: RunTimeline) -> str:
    return json.dumps(as_json(timeline), ensure_ascii=False)


def _trace(timeline: RunTimeline) -> str:
    return json.dumps(as_trace(timeline), ensure_ascii=False)


def as_csv(timeline: RunTimeline) -> str:
    """A line for each wait, execution, model call and retry, by the time it began (RFC 4180).

    `start_ms` counts from when the run was asked for. A text that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sorted(_rows(timeline), key=lambda row: str(row["started_at"])):
        writer.writerow([_cell(row.get(column)) for column in COLUMNS])
    return written.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else str(value)


def _rows(timeline: RunTimeline) -> Iterator[Row]:
    if timeline.run is None:
        return
    origin = timeline.run.created_at
    for wait in timeline.waits:
        yield _wait(wait, timeline) | {"start_ms": between(origin, wait.started_at)}
    for agent in timeline.agents:
        for one in agent.executions:
            yield _execution(one, timeline) | {"start_ms": between(origin, one.started_at)}
            for call in one.calls:
                yield _call(agent, call) | {"start_ms": between(origin, call.started_at)}
    for retry in timeline.retries:
        yield _retry(retry) | {"start_ms": between(origin, retry.at)}


def _wait(wait: Wait, timeline: RunTimeline) -> Row:
    return {
        "kind": "wait",
        "name": wait.kind.value,
        "status": wait.by,
        "started_at": iso(wait.started_at),
        "ended_at": iso(wait.ended_at),
        "duration_ms": milliseconds(wait.seconds(timeline.at)),
    }


def _execution(one: Execution, timeline: RunTimeline) -> Row:
    paid = spent(one.calls)
    return {
        "kind": "execution",
        "agent_type": one.agent.value,
        "name": one.summary,
        "status": one.status.value,
        "round": one.round,
        "attempt": one.attempt,
        "started_at": iso(one.started_at),
        "ended_at": iso(one.ended_at),
        "duration_ms": milliseconds(one.seconds(timeline.at)),
        "model": one.model,
        "input_tokens": paid.input_tokens,
        "output_tokens": paid.output_tokens,
        "cost_usd": paid.cost_usd,
        "cache_hit": one.cache_hit,
        "cached_at": iso(one.cached_at),
        "error": one.error,
    }


def _call(agent: AgentTime, call: Call) -> Row:
    return {
        "kind": "model_call",
        "agent_type": agent.agent.value,
        "name": call.purpose,
        "status": "answered" if call.answered else "failed" if call.error else "open",
        "attempt": call.attempt,
        "started_at": iso(call.started_at),
        "ended_at": iso(call.ended_at),
        "duration_ms": between(call.started_at, call.ended_at),
        "model": call.model,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cost_usd": call.cost_usd,
        "error": call.error,
    }


def _retry(retry: Retry) -> Row:
    return {
        "kind": "retry",
        "agent_type": retry.agent.value,
        "name": f"attempt {retry.attempt} of {retry.of}",
        "attempt": retry.attempt,
        "started_at": iso(retry.at),
        "error": retry.reason,
    }


FORMATS: dict[str, Format] = {
    "json": Format("application/json", "json", _json),
    "csv": Format("text/csv; charset=utf-8", "csv", as_csv),
    "trace": Format("application/json", "trace.json", _trace),
}
