"""When a run stood still, from its changes of status and its executions."""

import pytest

from contentflow.chronicle_shapes import Execution, Wait
from contentflow.chronicle_waits import Change, waits_for, waits_of
from contentflow.names import AgentStatus, RunStatus, WaitKind
from tests.timelines import at, eventful, execution, head

QUEUED, RUNNING, PAUSING = RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.PAUSING
PAUSED, CANCELLED, COMPLETED = RunStatus.PAUSED, RunStatus.CANCELLED, RunStatus.COMPLETED
QUEUE, PAUSE, STOPPED = WaitKind.QUEUE, WaitKind.PAUSE, WaitKind.STOPPED
MAYA = "Maya Chen"


def change(status: RunStatus, second: float, by: str = "") -> Change:
    return Change(status, at(second), by)


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ((), [(QUEUE, None, "")]),
        ((change(QUEUED, -2), change(RUNNING, 0)), [(QUEUE, 0, "")]),
        ((change(PAUSED, 3, MAYA),), [(QUEUE, 3, ""), (PAUSE, None, MAYA)]),
        ((change(CANCELLED, 3, MAYA),), [(QUEUE, 3, "")]),
        (
            (change(RUNNING, 0), change(PAUSING, 3, MAYA), change(RUNNING, 4, MAYA)),
            [(QUEUE, 0, "")],
        ),
        (
            (change(RUNNING, 0), change(PAUSING, 3, MAYA), change(PAUSED, 5)),
            [(QUEUE, 0, ""), (PAUSE, None, MAYA)],
        ),
        (
            (
                change(RUNNING, 0),
                change(PAUSING, 3, MAYA),
                change(QUEUED, 5),
                change(RUNNING, 6),
                change(COMPLETED, 9),
            ),
            [(QUEUE, 0, ""), (QUEUE, 6, "")],
        ),
    ],
)
def test_what_the_changes_tell(
    changes: tuple[Change, ...], waits: list[tuple[WaitKind, float | None, str]]
) -> None:
    found = waits_of(head(), changes, ())
    assert [(one.kind, one.ended_at, one.by) for one in found] == [
        (kind, None if end is None else at(end), by) for kind, end, by in waits
    ]


def lost(agent: str, start: float, sign: float) -> Execution:
    return execution(agent, start, sign, status=AgentStatus.INTERRUPTED, lost=True)


def stopped(*executions: Execution, ended: float | None = None) -> list[tuple[float, float | None]]:
    found = waits_of(head(ended=ended), (change(RUNNING, 0),), executions)
    return [
        (
            (one.started_at - at(0)).total_seconds(),
            (one.ended_at - at(0)).total_seconds() if one.ended_at else None,
        )
        for one in found
        if one.kind is STOPPED
    ]


def test_a_stop_lasts_until_somebody_starts_again() -> None:
    assert stopped(lost("writer", 0, 5)) == [(5, None)]
    assert stopped(lost("writer", 0, 5), ended=80) == [(5, 80)]
    assert stopped(lost("writer", 0, 5), execution("writer", 60, None)) == [(5, 60)]
    two = (lost("writer", 0, 5), lost("writer", 60, 62), execution("writer", 90, None))
    assert stopped(*two) == [(5, 60), (62, 90)]


def test_a_wait_belongs_to_who_goes_on_after_it() -> None:
    found = eventful()
    by_agent = {
        agent.agent.value: [wait.kind for wait in waits_for(agent, found)] for agent in found.agents
    }
    assert by_agent == {
        "writer": [QUEUE, PAUSE, QUEUE],
        "seo": [STOPPED],
        "brand": [],  # it was at work meanwhile
        "geo": [],
    }


def test_a_wait_still_open_takes_until_now() -> None:
    assert Wait(PAUSE, at(5), None).seconds(at(65)) == 60
    assert Wait(PAUSE, at(5), at(9)).seconds(at(65)) == 4
    assert Wait(PAUSE, at(5), None).seconds(at(0)) == 0
