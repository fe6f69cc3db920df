"""The trace of a run opens in Perfetto: its own processor finds nothing wrong, and every span."""

from playwright.sync_api import Browser

from contentflow.chronicle_export import as_trace
from tests import perfetto
from tests.timelines import busy, eventful

_SPANS = """
  select thread.name, slice.name, slice.ts / 1000, slice.dur / 1000, slice.depth
  from slice join thread_track on slice.track_id = thread_track.id join thread using (utid)
  where slice.category = '{}' order by slice.ts, thread.name
"""


def test_an_eventful_run(browser: Browser) -> None:
    trace = as_trace(eventful())
    with perfetto.opened(browser, trace) as page:
        assert perfetto.problems(page) == []
        assert perfetto.query(page, _SPANS.format("agent")) == [
            ["Writer", "Writer", 2_000_000, 21_000_000, 0],
            ["Writer", "Writer", 62_000_000, 15_000_000, 0],
            ["Brand", "Brand", 77_000_000, 15_000_000, 0],
            ["SEO", "SEO", 77_000_000, 5_000_000, 0],
            ["SEO", "SEO", 97_000_000, 15_000_000, 0],
            ["GEO", "GEO", 112_000_000, 200_000, 0],
        ]
        calls = perfetto.query(page, _SPANS.format("model_call"))
        assert len(calls) == 7
        assert {call[4] for call in calls} == {1}  # each inside an execution
        waits = [call[1] for call in perfetto.query(page, _SPANS.format("wait"))]
        assert waits == [
            "Waiting for a free slot",
            "Paused",
            "Waiting for a free slot",
            "Server stopped",
        ]
        marks = perfetto.query(page, _SPANS.format("mark"))
        assert [mark[1] for mark in marks] == [
            "Retry: attempt 2 of 6",
            "Paused by -Maya Chen",
            "Resumed",
        ]
        assert perfetto.query(page, "select name from process where pid = 1") == [["Run 3"]]


def test_a_run_with_500_calls_loses_none(browser: Browser) -> None:
    with perfetto.opened(browser, as_trace(busy(500))) as page:
        assert perfetto.problems(page) == []
        assert len(perfetto.query(page, _SPANS.format("model_call"))) == 500


def test_the_processor_sees_what_is_wrong(browser: Browser) -> None:
    """Overlapping spans of a thread are what a trace must not have."""
    trace = as_trace(eventful())
    calls = [event for event in trace["traceEvents"] if event.get("cat") == "model_call"]
    calls[1]["dur"] *= 100
    with perfetto.opened(browser, trace) as page:
        assert perfetto.problems(page) != []
