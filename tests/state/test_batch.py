"""The page of one batch as one person sees it, and what they do there."""

from typing import Any

import pytest

from contentflow import engine, live, sharing
from contentflow.batches import steering
from contentflow.errors import NotFound
from contentflow.names import AgentName, BatchStatus, CampaignStatus, Priority, RunStatus
from contentflow.person import Person
from contentflow.state import batch, batch_deeds, batch_picks
from contentflow.state.batch import BatchState, _concerns, _show, kept_in_place
from contentflow.state.batch_deeds import BatchDeedsState
from contentflow.state.batch_filters import BatchFilters
from contentflow.state.batch_picks import BatchPicksState
from contentflow.state.batch_rows import MemberLine
from contentflow.state.batch_slots import shown
from contentflow.state.shelf import ShelfState
from tests.batches.making import batch_of, campaigns_of, made, runs_of, stands
from tests.state.acting import LOG_IN, Lockable, Page, acting, wheres

NONSENSE: list[object] = [None, "x", 7, {"a": 1}, [], [None, 7, ["x"]], ["x"] * 3_000]


@pytest.fixture(autouse=True)
def unwoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "wake", lambda: None)


async def look(page: Page, person: Person, batch_id: str, **filters: Any) -> list[int]:
    """The rows for filters, as `watch` shows them."""
    state: Any = page.state
    state._begin(batch_id, BatchFilters(**filters))
    await _show(Lockable(state), person, batch_id)  # type: ignore[arg-type]
    return [line.number for line in shown(state)]


async def test_rows_figures_and_chips(person: Person) -> None:
    batch_id = await made(person, 12)
    runs = await runs_of(batch_id)
    await stands(runs[2], RunStatus.FAILED, AgentName.WRITER)
    page = Page(BatchState())
    with acting(person, batch, batch=batch_id):
        assert await look(page, person, batch_id) == list(range(1, 13))
        state: Any = page.state
        assert (state.phase, state.span, state.more) == ("found", "12 campaigns", False)
        assert [(chip.name, chip.count) for chip in state.chips] == [("Waiting", 11), ("Failed", 1)]
        assert [len(state.lines_0), len(state.lines_1), len(state.lines_2)] == [10, 2, 0]
        assert state.lines_0[0].status_words == "Next in line"
        assert await look(page, person, batch_id, status="Failed") == [3]
        assert await look(page, person, batch_id, q="nothing like it") == []
        assert (state.phase, state.narrow) == ("nothing", True)


async def test_only_pieces_that_changed_are_set(person: Person) -> None:
    batch_id = await made(person, 25)
    page = Page(BatchState())
    with acting(person, batch, batch=batch_id):
        await look(page, person, batch_id)
        state: Any = page.state
        before = [getattr(state, slot) for slot in ("lines_0", "lines_1", "lines_2")]
        await stands((await runs_of(batch_id))[14], RunStatus.RUNNING, progress=30)
        await steering.change(person, batch_id, {"name": "Other"})
        await _show(Lockable(state), person, batch_id)  # type: ignore[arg-type]
        assert state.head.name == "Other"
        now = [getattr(state, slot) for slot in ("lines_0", "lines_1", "lines_2")]
    assert now[1] != before[1]
    assert now[1][4].progress == 30


async def test_filters_lead_to_their_address(person: Person) -> None:
    page = Page(BatchState())
    with acting(person, batch, batch="b1"):
        assert wheres(await page.call("filter", "status", "Failed")) == [
            "/batches/b1?status=Failed"
        ]
        assert wheres(await page.call("search", "a b")) == ["/batches/b1?q=a+b"]
        assert wheres(await page.call("turn", 1)) == ["/batches/b1?page=2"]
        assert wheres(await page.call("turn", 99)) == ["/batches/b1"]
        assert wheres(await page.call("clear")) == ["/batches/b1"]


async def test_rows_are_chosen_as_far_as_they_may_be_changed(
    person: Person, colleague: Person
) -> None:
    batch_id = await made(person, 3)
    ids = [one.id for one in await campaigns_of(batch_id)]
    await sharing.share(person, ids[0], colleague.id, may_edit=True)
    await sharing.share(person, ids[1], colleague.id, may_edit=False)
    page = Page(BatchState())
    with acting(colleague, batch, batch=batch_id):
        assert await look(page, colleague, batch_id) == [1, 2]
        state: Any = page.state
        await page.call("select_all")
        assert (state.selected, state.bar.own, state.bar.every) == (ids[:1], False, True)
        assert state.bar.export == f"/api/batches/{batch_id}/export?ids={ids[0]}"
        await page.call("select", ids[0])
        await page.call("select", ids[1])
        await page.call("select", 7)
        assert state.selected == []


def test_rows_stay_where_they_are_while_somebody_points_at_them() -> None:
    before = [MemberLine(id="a"), MemberLine(id="b"), MemberLine(id="c")]
    fresh = [MemberLine(id="d"), MemberLine(id="c", progress=5), MemberLine(id="a")]
    stay = kept_in_place(before, fresh)
    assert [(line.id, line.progress) for line in stay] == [("a", 0), ("c", 5), ("d", 0)]


@pytest.mark.parametrize(
    ("message", "wakes"),
    [
        ({"type": "agent_progress", "campaign_id": "c1"}, True),
        ({"type": "agent_progress", "campaign_id": "other"}, False),
        ({"type": "batch", "campaign_id": "", "batch_id": "b1"}, True),
        ({"type": "batch", "campaign_id": "", "batch_id": "b2"}, False),
        ({"type": live.ACCESS, "campaign_id": ""}, True),
    ],
)
def test_only_what_concerns_the_batch_wakes_its_page(message: dict[str, Any], wakes: bool) -> None:
    assert _concerns([message], "b1", frozenset({"c1"})) is wakes


async def test_a_strangers_page_is_missing(person: Person, colleague: Person) -> None:
    batch_id = await made(person, 1)
    page = Page(BatchState())
    with acting(colleague, batch, batch=batch_id):
        await page.call("refresh")
        assert page.state.phase == "missing"  # type: ignore[attr-defined]
        with pytest.raises(NotFound):
            await look(page, colleague, batch_id)
    with acting(None, batch, batch=batch_id):
        assert await page.call("refresh") == [LOG_IN]


async def test_it_is_steered_from_its_page(person: Person) -> None:
    batch_id = await made(person, 2)
    page = Page(BatchDeedsState())
    with acting(person, batch_deeds, batch=batch_id):
        await page.call("pause")
        assert (await batch_of(batch_id)).status is BatchStatus.PAUSED
        await page.call("resume")
        await page.call("set_priority", "urgent")
        assert (await batch_of(batch_id)).priority is Priority.URGENT
        await page.call("open_budget")
        await page.call("set_budget", {"budget_usd": "-1"})
        assert "The budget must be" in page.state.problem  # type: ignore[attr-defined]
        await page.call("set_budget", {"budget_usd": "$5"})
        assert (await batch_of(batch_id)).budget_usd == 5.0
        assert not page.state.budgeting  # type: ignore[attr-defined]
        await page.call("set_budget", {"budget_usd": ""})
        assert (await batch_of(batch_id)).budget_usd is None
        await page.call("retry")
        assert "has failed" in page.state.refusal  # type: ignore[attr-defined]
        await page.call("ask_cancel")
        assert page.state.asking  # type: ignore[attr-defined]
        await page.call("cancel")
        assert (await batch_of(batch_id)).status is BatchStatus.CANCELLED
        for nonsense in NONSENSE:
            await page.call("set_priority", nonsense)
            await page.call("set_budget", nonsense)
    with acting(None, batch_deeds, batch=batch_id):
        assert await page.call("pause") == [LOG_IN]


async def test_what_is_chosen_is_run_again_put_first_and_handed_on(
    person: Person, colleague: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = await made(person, 3)
    ids = [one.id for one in await campaigns_of(batch_id)]
    await stands((await runs_of(batch_id))[0], RunStatus.FAILED, AgentName.WRITER)
    page, told = Page(BatchPicksState()), ShelfState()
    state: Any = page.state

    async def get_state(_self: object, _kind: object) -> ShelfState:
        return told

    monkeypatch.setattr(BatchPicksState, "get_state", get_state)
    with acting(person, batch_picks, batch=batch_id):
        await page.call("retry", ids[:2])
        assert (await campaigns_of(batch_id))[0].status is CampaignStatus.QUEUED
        await page.call("prioritise", ids[1:], "urgent")
        assert [one.priority for one in await campaigns_of(batch_id)][1:] == [Priority.URGENT] * 2
        await page.call("open_assign")
        assert [(heir.id, heir.name) for heir in state.heirs] == [(colleague.id, "tom")]
        await page.call("assign", ids[:1], colleague.id)
        assert not state.assigning
        assert (await campaigns_of(batch_id))[0].user_id == colleague.id
        await page.call("assign", ids[:1], "x")
        assert state.problem == "There is no such person."
        assert [line.title for line in told.lines] == [
            "1 campaign queued again",
            "2 campaigns set to urgent",
            "1 campaign assigned",
        ]
        before = await campaigns_of(batch_id)
        for nonsense in NONSENSE:
            await page.call("retry", nonsense)
            await page.call("prioritise", nonsense, "urgent")
            await page.call("prioritise", ids, nonsense)
            await page.call("assign", nonsense, colleague.id)
        assert await campaigns_of(batch_id) == before
