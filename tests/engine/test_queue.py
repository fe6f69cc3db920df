"""Who goes first, and what becomes of a run whose process died between two databases."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from contentflow import engine
from contentflow.accounts import Person
from contentflow.engine import queue, runs
from contentflow.names import RunStatus
from tests.engine.watching import assert_whole, ended, events, get, queued


async def _in_order_of_start(run_ids: Sequence[str]) -> list[str]:
    found = [await ended(run_id) for run_id in run_ids]
    return [run.id for run in sorted(found, key=lambda run: str(run.started_at))]


async def test_with_one_slot_urgent_goes_first_and_background_last(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "slots", lambda: 0)
    background = await queued(person, priority="background", target_words=150)
    standard = await queued(person, target_words=150)
    urgent = await queued(person, priority="urgent", target_words=150)
    monkeypatch.setattr(queue, "slots", lambda: 1)
    engine.wake()
    order = await _in_order_of_start([background, standard, urgent])
    assert order == [urgent, standard, background]
    for earlier, later in pairwise(order):  # one slot: one after the other
        assert str((await get(later)).started_at) >= str((await get(earlier)).ended_at)


async def test_who_has_fewest_running_goes_first(
    database: str, person: Person, colleague: Person
) -> None:
    first, second = await queued(person), await queued(person)
    other = await queued(colleague)
    assert [run.id for run in await runs.admit(2)] == [first, other]
    assert await runs.admit(2) == []
    assert [run.id for run in await runs.admit(3)] == [second]


async def test_a_run_admitted_but_never_enqueued_is_picked_up(
    running_engine: None, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "slots", lambda: 0)
    run_id = await queued(person)
    (admitted,) = await runs.admit(1)  # here the process dies: the engine was not told
    assert admitted.id == run_id
    run = await ended(run_id)
    assert run.status is RunStatus.COMPLETED, run.error
    await assert_whole(run)
    assert run.segment == 1


async def test_a_run_that_ended_gets_no_other_segment(database: str, person: Person) -> None:
    run_id = await queued(person)
    await runs.admit(1)
    await runs.end(run_id, RunStatus.FAILED, "The model is gone.")
    await runs.end(run_id, RunStatus.COMPLETED)  # the first end counts
    run = await get(run_id)
    assert (run.status, run.error) == (RunStatus.FAILED, "The model is gone.")
    assert await runs.next_segment(run_id) is None
    assert (await get(run_id)).segment == 1
    assert len([e for e in await events(run_id) if e.data["status"] == "failed"]) == 1
