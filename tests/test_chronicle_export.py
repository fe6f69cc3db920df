"""Timelines as files, read back by parsers that are not ours."""

import csv
import io
import json
import time
from datetime import datetime

import pytest

from contentflow import chronicle, chronicle_export
from contentflow.chronicle_export import COLUMNS, FORMATS, as_csv, as_json, as_trace, file_name
from contentflow.chronicle_shapes import RunTimeline
from contentflow.names import AgentName, RunStatus
from contentflow.person import Person
from tests.stories import begin
from tests.timelines import at, busy, call, eventful, execution, head, timeline

NONE_YET = RunTimeline("01890000-0000-7000-8000-000000000000", at(0))


def rows(found: RunTimeline) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(found), newline=""), strict=True))


def test_json_says_when_how_long_and_why() -> None:
    data = json.loads(FORMATS["json"].write(eventful()))
    assert data["run"]["number"] == 3
    assert data["run"]["duration_ms"] == 130_000
    assert [wait["kind"] for wait in data["waits"]] == ["queue", "pause", "queue", "stopped"]
    assert data["waits"][1]["duration_ms"] == 37_000
    writer, seo, brand, geo = data["agents"]
    assert (writer["duration_ms"], writer["model_calls"], writer["retries"]) == (36_000, 4, 1)
    assert (writer["input_tokens"], writer["cost_usd"]) == (2_400, 0.0012)
    assert (seo["beside"], brand["beside"]) == (["brand"], ["seo"])
    assert [one["lost"] for one in seo["executions"]] == [True, False]
    assert (geo["cache_hit"], geo["cache_age_ms"]) == (True, 7_310_000)
    assert data["bottleneck"]["agent_type"] == "writer"
    assert data["comparison"]["run_number"] == 2
    assert data["comparison"]["duration_ms"] == 60_000


def test_every_time_has_its_zone() -> None:
    def moments(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [text for key, text in value.items() if key.endswith("_at") or key == "at"]
            return own + [text for inner in value.values() for text in moments(inner)]
        return (
            [text for inner in value for text in moments(inner)] if isinstance(value, list) else []
        )

    found = [text for text in moments(as_json(eventful())) if text is not None]
    assert len(found) > 40
    assert all(datetime.fromisoformat(text).tzinfo for text in found)


def test_what_is_not_known_is_null_and_never_zero() -> None:
    unpriced = call(0, 0, 5, cost_usd=None)
    running = execution("writer", 0, None, calls=(unpriced, call(1, 6, None)))
    data = as_json(timeline(head(), running))
    writer, seo = data["agents"][:2]
    assert (writer["cost_usd"], writer["ended_at"], writer["duration_ms"]) == (None, None, 60_000)
    assert writer["executions"][0]["calls"][1]["duration_ms"] is None
    assert (seo["started_at"], seo["duration_ms"], seo["status"]) == (None, None, "pending")


def test_a_campaign_without_a_run_has_files_too() -> None:
    assert as_json(NONE_YET)["run"] is None
    assert as_csv(NONE_YET) == ",".join(COLUMNS) + "\r\n"
    assert as_trace(NONE_YET)["traceEvents"] == []
    assert file_name(NONE_YET, FORMATS["csv"]) == "timeline.csv"


def test_csv_has_a_line_for_each_thing_by_the_time_it_began() -> None:
    found = rows(eventful())
    assert [row["kind"] for row in found].count("model_call") == 7
    assert {row["kind"] for row in found} == {"wait", "execution", "model_call", "retry"}
    starts = [int(row["start_ms"]) for row in found]
    assert starts == sorted(starts)
    assert starts[0] == 0
    section = next(row for row in found if row["name"].endswith("how"))
    assert section["name"] == '"Why", and\nhow'
    assert (section["duration_ms"], section["cost_usd"]) == ("8000", "0.0004")


def test_csv_ends_lines_as_its_standard_says() -> None:
    text = as_csv(timeline(head(ended=5), execution("writer", 0, 5)))
    assert text.endswith("\r\n")
    assert text.count("\r\n") == text.count("\n") == 3


@pytest.mark.parametrize("first", list("=+-@\t\r"))
def test_csv_holds_no_formula(first: str) -> None:
    failed = call(0, 0, 2, error=f"{first}1+1", purpose=f"{first}cmd")
    found = rows(timeline(head(ended=5), execution("writer", 0, 5, calls=(failed,))))
    line = next(row for row in found if row["kind"] == "model_call")
    assert (line["error"], line["name"]) == (f"'{first}1+1", f"'{first}cmd")


def test_csv_leaves_numbers_as_they_are() -> None:
    for row in rows(eventful()):
        for column in ("start_ms", "duration_ms", "input_tokens", "cost_usd"):
            assert row[column] == "" or float(row[column]) >= 0


def test_trace_nests_calls_in_executions_and_names_its_threads() -> None:
    trace = as_trace(eventful())
    events = trace["traceEvents"]
    names = {e["tid"]: e["args"]["name"] for e in events if e["name"] == "thread_name"}
    assert names == {0: "Run", 1: "Writer", 2: "SEO", 3: "Brand", 4: "GEO"}
    spans = [e for e in events if e["ph"] == "X"]
    assert {e["cat"] for e in spans} == {"wait", "agent", "model_call"}
    for inner in (e for e in spans if e["cat"] == "model_call"):
        outer = [
            e
            for e in spans
            if e["cat"] == "agent"
            and e["tid"] == inner["tid"]
            and e["ts"] <= inner["ts"]
            and inner["ts"] + inner["dur"] <= e["ts"] + e["dur"]
        ]
        assert len(outer) == 1
    marks = [e["name"] for e in events if e["ph"] == "i"]
    assert marks == ["Paused by -Maya Chen", "Resumed", "Retry: attempt 2 of 6"]
    first = next(e for e in spans if e["name"] == "Writer")
    assert (first["ts"], first["dur"]) == (2_000_000, 21_000_000)


def test_calls_that_were_cut_off_do_not_overlap_in_the_trace() -> None:
    cut = (call(0, 1, None), call(1, 4, 30))
    trace = as_trace(timeline(head(ended=20), execution("writer", 0, 20, calls=cut)))
    spans = [e for e in trace["traceEvents"] if e.get("cat") == "model_call"]
    assert [(e["ts"], e["dur"]) for e in spans] == [(3_000_000, 3_000_000), (6_000_000, 16_000_000)]


@pytest.mark.parametrize("name", list(FORMATS))
def test_five_hundred_calls_are_written_in_under_200_ms(name: str) -> None:
    found = busy(500)
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        text = FORMATS[name].write(found)
        seconds.append(time.perf_counter() - began)
    assert len(text) > 50_000
    assert min(seconds) < 0.2


async def test_what_is_read_from_the_tables_can_be_written(person: Person) -> None:
    story = await begin(person)
    await story.status(RunStatus.RUNNING, 1)
    writer = await story.execution(AgentName.WRITER, 1, 9)
    await story.calls(writer, (1, 4, "No answer"), (5, 8, ""))
    await story.status(RunStatus.COMPLETED, 9)
    found = await chronicle.of(person, story.campaign_id)
    for form in chronicle_export.FORMATS.values():
        assert form.write(found)
    assert file_name(found, FORMATS["trace"]) == "timeline-run-1.trace.json"
