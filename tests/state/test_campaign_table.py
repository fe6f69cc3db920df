"""The timeline as a table, and one agent's model calls in words."""

import pytest

from contentflow.names import AgentName
from contentflow.state.campaign_table import calls_of, table_of
from tests.timelines import at, busy, call, eventful, execution, head, timeline


def test_waits_and_executions_stand_by_the_time_they_began() -> None:
    found = eventful()
    rows = table_of(found, found.at)
    assert [(row.what, row.status, row.begin, row.took) for row in rows] == [
        ("Waited for a free slot", "Ended", "", "2 s"),
        ("Writer", "Paused", "0:00", "21 s"),
        ("Paused by -Maya Chen", "Ended", "0:21", "37 s"),
        ("Waited for a free slot", "Ended", "0:58", "2 s"),
        ("Writer", "Completed", "1:00", "15 s"),
        ("SEO", "Interrupted", "1:15", "5.0 s"),
        ("Brand", "Completed", "1:15", "15 s"),
        ("Server stopped", "Ended", "1:20", "15 s"),
        ("SEO", "Completed", "1:35", "15 s"),
        ("GEO", "Completed", "1:50", "200 ms"),
    ]
    writer, geo = rows[1], rows[-1]
    assert (writer.calls, writer.cost, writer.agent) == ("3, 1 retry", "$0.001", "writer")
    assert (geo.calls, geo.cost, geo.note, geo.agent) == ("0", "free", "from cache, 2 h old", "")
    assert rows[6].note == "beside SEO"
    assert (rows[4].versus, rows[1].versus) == ("4 s faster", "")


def test_who_has_not_begun_stands_last() -> None:
    rows = table_of(timeline(head(), execution("writer", 0, None)), at(5))
    assert [(row.what, row.status) for row in rows[1:]] == [
        ("Writer", "Running"),
        ("SEO", "Pending"),
        ("Brand", "Pending"),
        ("Content Quality", "Pending"),
        ("GEO", "Pending"),
    ]
    ended = table_of(timeline(head(ended=9), execution("writer", 0, 9)), at(9))
    assert ended[-1].status == "Not run"


def test_a_call_says_which_when_how_long_and_how_much() -> None:
    calls = (
        call(0, 0, 3, error="No answer"),
        call(0, 5, 6.24, attempt=2, input_tokens=1_234),
        call(1, 7, None),
    )
    found = calls_of(timeline(head(), execution("writer", 0, None, calls=calls)), AgentName.WRITER)
    assert found == [
        (2, 5, "failed", "section 1", "attempt 1", "0:00", "3.0 s", "", "", "No answer"),
        (
            *(7, 8.24, "done", "section 1", "attempt 2", "0:05", "1.2 s"),
            *("1,234 in, 240 out", "under $0.001", ""),
        ),
        (9, None, "open", "section 2", "", "0:07", "", "", "", ""),
    ]


def test_a_call_that_was_cut_off_ends_with_its_agent() -> None:
    cut = execution("writer", 0, 9, lost=True, calls=(call(0, 1, None),))
    (row,) = calls_of(timeline(head(ended=20), cut), AgentName.WRITER)
    assert (row[:3], row[-1]) == ((3, 11, "cut"), "cut off")


def test_five_hundred_calls_are_a_small_message() -> None:
    rows = [row for name in ("writer", "seo") for row in calls_of(busy(500), AgentName(name))]
    assert len(rows) == 500
    assert max(len(str(row)) for row in rows) < 120


@pytest.mark.parametrize("length", [160, 161, 5_000])
def test_a_long_error_is_cut(length: int) -> None:
    failed = call(0, 0, 3, error="x" * length)
    found = timeline(head(ended=5), execution("writer", 0, 5, calls=(failed,)))
    assert len(calls_of(found, AgentName.WRITER)[0][-1]) == min(length, 160)
