"""What took longest, in numbers and words."""

import pytest

from contentflow.bottleneck import bottleneck_of
from contentflow.chronicle_shapes import Execution, Wait
from contentflow.names import AgentName, AgentStatus, WaitKind
from tests.timelines import at, call, execution, head, parts, timeline

FAILED = AgentStatus.FAILED


def said(*executions: Execution, ended: float | None, queued: float = 2) -> str:
    run = head(ended=ended, created_at=at(-queued))
    waits = (Wait(WaitKind.QUEUE, at(-queued), at(0)),)
    found = bottleneck_of(run, parts(run.steps, *executions), waits, at(ended or 60))
    return found.said if found else ""


def test_an_agent_is_named_with_its_share_and_its_calls() -> None:
    writer = execution("writer", 0, 30, calls=(call(0, 0, 20), call(1, 20, 28)))
    assert said(writer, execution("seo", 30, 38), ended=38) == (
        "Writer took 30 s of 40 s (75%): 28 s in 2 model calls, 2 s for measuring and saving."
    )


def test_what_is_short_is_not_said() -> None:
    writer = execution("writer", 0, 30, calls=(call(0, 0, 29.5),))
    assert said(writer, ended=30) == "Writer took 30 s of 32 s (94%): 30 s in 1 model call."


@pytest.mark.parametrize(
    ("calls", "why"),
    [
        (
            (call(0, 0, 4, error="x"), call(0, 8, 20, attempt=2)),
            "12 s in 1 model call, 8 s in 1 retry",
        ),
        (
            (call(0, 0, 4, error="x"), call(0, 8, 20, attempt=2, error="x")),
            "20 s in 1 retry",
        ),
        ((call(0, 0, 20, error="x"),), "20 s in failed calls"),
        ((call(0, 0, None),), "20 s for measuring and saving"),
        ((), "20 s for measuring and saving"),
    ],
)
def test_why_it_took_so_long(calls: tuple[object, ...], why: str) -> None:
    writer = execution("writer", 0, 20, calls=calls, status=FAILED)
    assert said(writer, ended=20) == f"Writer took 20 s of 22 s (91%): {why}."


def test_while_it_goes_on_only_who_is_done_is_named() -> None:
    done, at_work = execution("writer", 0, 10), execution("seo", 10, None)
    assert said(at_work, ended=None) == ""
    assert said(done, at_work, ended=None) == (
        "So far, Writer took longest, 10 s: 10 s for measuring and saving."
    )
    assert said(done, at_work, ended=None, queued=90) == (
        "So far, waiting for a free slot took longest: 1 min 30 s."
    )


def test_of_agents_beside_each_other_the_slower_one_is_it() -> None:
    run = head(ended=20, steps=[["seo", "brand"]])
    found = timeline(run, execution("seo", 0, 8), execution("brand", 0, 20)).bottleneck
    assert found
    assert found.agent is AgentName.BRAND


def test_pauses_and_stops_are_in_no_share() -> None:
    run = head(ended=1_030)
    waits = (
        Wait(WaitKind.PAUSE, at(10), at(900), "Maya Chen"),
        Wait(WaitKind.STOPPED, at(910), at(1_020)),
    )
    worked = (execution("writer", 0, 10), execution("seo", 1_020, 1_030))
    found = timeline(run, *worked, waits=waits).bottleneck
    assert found
    assert found.of_seconds == 32
    assert "of 32 s without pauses (31%)" in found.said
