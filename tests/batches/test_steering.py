"""A batch is steered as one, by who made it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from contentflow import campaigns, live, sharing
from contentflow.batches import again, figures, listing, members, steering
from contentflow.batches.members import Wanted
from contentflow.batches.terms import Terms
from contentflow.engine import lifecycle
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import now
from contentflow.names import (
    AgentName,
    BatchStatus,
    CampaignStatus,
    EventType,
    Priority,
    RunStatus,
    Visibility,
)
from contentflow.person import Person
from tests.batches.making import (
    batch_of,
    campaigns_of,
    events_of,
    made,
    runs_of,
    somebody,
    stands,
)

Steer = Callable[[Person, str], Awaitable[object]]
STEERING: dict[str, Steer] = {
    "pause": steering.pause,
    "resume": steering.resume,
    "cancel": steering.cancel,
    "retry": again.retry,
    "change": lambda person, batch_id: steering.change(person, batch_id, {"name": "Mine"}),
}


@pytest.mark.parametrize("how", STEERING)
async def test_only_who_made_it_steers_it(
    person: Person, colleague: Person, admin: Person, how: str
) -> None:
    private = await made(person)
    for stranger in (colleague, admin):
        with pytest.raises(NotFound):
            await STEERING[how](stranger, private)
    shared = await made(person, visibility="team")
    with pytest.raises(Forbidden):
        await STEERING[how](colleague, shared)
    for nonsense in ("x", "", "01890000-0000-7000-8000-000000000001"):
        with pytest.raises(NotFound):
            await STEERING[how](person, nonsense)


async def test_a_batch_shows_only_what_its_viewer_may_see(
    person: Person, colleague: Person
) -> None:
    batch_id = await made(person, 3)
    second = (await campaigns_of(batch_id))[1]
    assert (await listing.listing(colleague)).items == []
    await sharing.share(person, second.id, colleague.id, may_edit=False)
    (row,) = (await listing.listing(colleague)).items
    assert row.counts == {CampaignStatus.QUEUED: 1}
    found = await members.listing(colleague, batch_id, Wanted())
    assert ([item.row.id for item in found.items], found.total) == ([second.id], 1)
    shown = await figures.show(colleague, batch_id)
    assert (shown.steers, shown.row.campaigns) == (False, 1)
    await sharing.unshare(person, second.id, colleague.id)
    for look in (figures.show(colleague, batch_id), members.ids(colleague, batch_id, Wanted())):
        with pytest.raises(NotFound):
            await look


async def test_what_is_paused_stays_in_the_queue_and_is_passed_over(person: Person) -> None:
    batch_id = await made(person, 2)
    await steering.pause(person, batch_id)
    await steering.pause(person, batch_id)
    assert (await batch_of(batch_id)).reason == "Paused by maya."
    assert await lifecycle.admit(5) == []
    assert {run.status for run in await runs_of(batch_id)} == {RunStatus.QUEUED}
    found = await members.listing(person, batch_id, Wanted())
    assert [item.place for item in found.items] == [None, None]
    await steering.resume(person, batch_id)
    await steering.resume(person, batch_id)
    assert len(await lifecycle.admit(5)) == 2


async def _is_cancelled_whole(person: Person) -> None:
    batch_id = await made(person, 4)
    waiting, working, pausing, done = await runs_of(batch_id)
    await stands(working, RunStatus.RUNNING)
    await stands(pausing, RunStatus.PAUSED)
    await stands(done, RunStatus.COMPLETED)
    with live.subscribe(waiting.campaign_id) as heard:
        assert await steering.cancel(person, batch_id) == 3
        (message,) = heard.take()
    assert (message["status"], message["by"]["name"]) == ("cancelled", "maya")
    assert [run.status for run in await runs_of(batch_id)] == [
        RunStatus.CANCELLED,
        RunStatus.CANCELLING,
        RunStatus.CANCELLED,
        RunStatus.COMPLETED,
    ]
    assert [one.status for one in await campaigns_of(batch_id)] == [
        CampaignStatus.CANCELLED,
        CampaignStatus.GENERATING,
        CampaignStatus.CANCELLED,
        CampaignStatus.COMPLETED,
    ]
    last = (await events_of(waiting.campaign_id))[-1]
    assert (last.seq, last.type) == (2, EventType.RUN_STATUS)
    view = await campaigns.snapshot(person, waiting.campaign_id)
    assert (view.status, view.seq) == (CampaignStatus.CANCELLED, 2)
    batch = await batch_of(batch_id)
    assert (batch.status, batch.reason) == (BatchStatus.CANCELLED, "Cancelled by maya.")
    assert await steering.cancel(person, batch_id) == 1  # what has yet to stop
    for steer in (steering.pause, steering.resume):
        with pytest.raises(Conflict, match="The batch is cancelled"):
            await steer(person, batch_id)


async def test_cancelled_it_ends_what_waits_and_asks_what_works(person: Person) -> None:
    await _is_cancelled_whole(person)


async def test_cancelled_on_postgres(on_postgres: str) -> None:
    await _is_cancelled_whole(await somebody())


async def test_its_priority_is_that_of_all_that_has_not_ended(person: Person) -> None:
    batch_id = await made(person, 2)
    done = (await runs_of(batch_id))[1]
    await stands(done, RunStatus.COMPLETED)
    await steering.change(person, batch_id, {"priority": "urgent"})
    assert [run.priority for run in await runs_of(batch_id)] == [
        Priority.URGENT,
        Priority.BACKGROUND,
    ]
    found = await campaigns_of(batch_id)
    assert {one.priority for one in found} == {Priority.URGENT}
    assert [one.revision for one in found] == [2, 2]
    event = (await events_of(found[0].id))[-1]
    assert (event.type, event.data["changes"]) == (
        EventType.SETTINGS_CHANGED,
        {"priority": "urgent"},
    )
    assert (await batch_of(batch_id)).priority is Priority.URGENT


async def test_a_start_is_put_off_and_brought_forward(person: Person) -> None:
    batch_id = await made(person, 2)
    begun = (await runs_of(batch_id))[0]
    await stands(begun, RunStatus.QUEUED)  # gave way in the middle: goes on when it can
    later = {"starts_at": "2026-12-24T02:00", "time_zone": "Europe/Berlin"}
    if now() > datetime(2026, 12, 24, tzinfo=UTC):
        later["starts_at"] = f"{now().year + 1}-01-02T02:00"
    await steering.change(person, batch_id, later)
    first, second = await runs_of(batch_id)
    assert first.not_before is None
    assert second.not_before == (await batch_of(batch_id)).starts_at
    assert len(await lifecycle.admit(5)) == 1
    await steering.change(person, batch_id, {"starts_at": None})
    assert len(await lifecycle.admit(5)) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"colour": "red"},
        {"name": ""},
        {"priority": None},
        {"budget_usd": -1},
        {"starts_at": "2020-01-01T00:00Z"},
        {"time_zone": "Mars"},
    ],
)
async def test_what_is_wrong_changes_nothing(person: Person, wanted: dict[str, object]) -> None:
    batch_id = await made(person, 1)
    before = await batch_of(batch_id)
    with pytest.raises(Invalid):
        await steering.change(person, batch_id, wanted)
    assert await batch_of(batch_id) == before


async def test_a_budget_already_used_up_pauses_at_once_and_refuses_to_go_on(
    person: Person,
) -> None:
    batch_id = await made(person, 2)
    await stands((await runs_of(batch_id))[0], RunStatus.COMPLETED, cost=0.5)
    await steering.change(person, batch_id, {"budget_usd": "2.50"})  # five agents, 50 cents each
    batch = await batch_of(batch_id)
    assert batch.status is BatchStatus.PAUSED
    assert batch.reason == "The budget of $2.50 is used up: $2.50 so far."
    with pytest.raises(Conflict, match="Raise the budget, or take it away"):
        await steering.resume(person, batch_id)
    await steering.change(person, batch_id, {"budget_usd": 3})
    assert (await batch_of(batch_id)).status is BatchStatus.PAUSED  # until somebody says go on
    await steering.resume(person, batch_id)
    assert (await batch_of(batch_id)).status is BatchStatus.RUNNING


async def test_what_failed_runs_again_in_one_go(person: Person) -> None:
    batch_id = await made(person, 4, sources=[{"kind": "text", "value": "72 cm high"}])
    unwritten, unfinished, done, _ = await runs_of(batch_id)
    await stands(unwritten, RunStatus.FAILED, AgentName.WRITER)
    await stands(unfinished, RunStatus.NEEDS_ATTENTION, AgentName.SEO, AgentName.GEO, version=3)
    await stands(done, RunStatus.COMPLETED)
    assert await again.retry(person, batch_id) == 2
    runs = await runs_of(batch_id)
    assert len(runs) == 6
    assert [(run.steps, run.base_version) for run in (runs[1], runs[3])] == [
        ([["writer"], ["seo"], ["brand"], ["quality"], ["geo"]], 0),
        ([["seo"], ["geo"]], 3),
    ]
    assert runs[1].brief["sources"] == [{"kind": "text", "value": "72 cm high"}]
    assert {run.batch_id for run in runs} == {batch_id}
    assert [one.status for one in await campaigns_of(batch_id)][:2] == [CampaignStatus.QUEUED] * 2
    view = await campaigns.snapshot(person, unwritten.campaign_id)
    assert (view.run_id, view.status) == (runs[1].id, CampaignStatus.QUEUED)
    with pytest.raises(Conflict, match="Nothing"):
        await again.retry(person, batch_id)


async def test_only_what_is_named_runs_again_and_an_ended_batch_goes_on(person: Person) -> None:
    batch_id = await made(person, 2)
    first, second = await runs_of(batch_id)
    for run in (first, second):
        await stands(run, RunStatus.FAILED, AgentName.WRITER)
    await steering.cancel(person, batch_id)
    assert await again.retry(person, batch_id, [second.campaign_id, "x"]) == 1
    assert len(await runs_of(batch_id)) == 3
    batch = await batch_of(batch_id)
    assert (batch.status, batch.ended_at) == (BatchStatus.RUNNING, None)
    with pytest.raises(Invalid):
        await again.retry(person, batch_id, [7])  # type: ignore[list-item]


async def test_a_used_up_budget_runs_nothing_again(person: Person) -> None:
    batch_id = await made(person, 1, Terms("Dear", budget_usd=0.01))
    await stands((await runs_of(batch_id))[0], RunStatus.FAILED, AgentName.WRITER, cost=0.02)
    with pytest.raises(Conflict, match="is used up"):
        await again.retry(person, batch_id)


async def test_what_belongs_to_the_team_is_seen_and_not_steered(
    person: Person, viewer: Person
) -> None:
    batch_id = await made(person, 2, visibility=Visibility.TEAM)
    assert (await figures.show(viewer, batch_id)).steers is False
    with pytest.raises(Forbidden):
        await steering.pause(viewer, batch_id)
