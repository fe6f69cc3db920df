"""What one person opens of the timeline, and what all are sent of it."""

import asyncio
from typing import Any

import pytest

from contentflow import limits
from contentflow.errors import NotFound, NotSignedIn
from contentflow.models import now
from contentflow.names import AgentName, RunStatus
from contentflow.person import Person
from contentflow.state import campaign_time
from contentflow.state import timeline as page
from contentflow.state.campaign_band import Band, Pace
from contentflow.state.campaign_time import Timekeeper
from contentflow.state.timeline import TimelineState
from contentflow.view import CampaignView
from tests.state.test_campaign_band import a_view
from tests.stories import Story, again, begin

WRITER, SEO = AgentName.WRITER, AgentName.SEO


def as_person(monkeypatch: pytest.MonkeyPatch, person: Person | None) -> None:
    async def person_of(_state: object) -> Person:
        if person is None:
            raise NotSignedIn
        return person

    async def entrance(_state: object) -> str:
        return "/login"

    monkeypatch.setattr(page, "person_of", person_of)
    monkeypatch.setattr(page, "entrance", entrance)


def opened_at(monkeypatch: pytest.MonkeyPatch, campaign_id: str) -> TimelineState:
    """The state of a page at a campaign's address."""
    monkeypatch.setattr(TimelineState, "_campaign", lambda _self: campaign_id)
    return TimelineState()


async def call(state: TimelineState, event: str, *arguments: object) -> Any:
    return await TimelineState.event_handlers[event].fn(state, *arguments)


async def two_runs(person: Person) -> tuple[Story, Story]:
    first = await begin(person)
    await first.status(RunStatus.RUNNING, 1)
    writer = await first.execution(WRITER, 1, 21)
    await first.calls(writer, (1, 9, "No answer"), (10, 20, ""))
    await first.status(RunStatus.COMPLETED, 21)
    second = await again(first, person, 30, [["seo"]])
    await second.status(RunStatus.RUNNING, 31)
    seo = await second.execution(SEO, 31, None)
    await second.calls(seo, (31, 33, ""))
    return first, second


async def test_an_earlier_run_is_looked_at_and_the_latest_is_followed_again(
    monkeypatch: pytest.MonkeyPatch, person: Person
) -> None:
    first, second = await two_runs(person)
    as_person(monkeypatch, person)
    state = opened_at(monkeypatch, first.campaign_id)
    await call(state, "choose_run", first.run_id)
    assert (state.run, state.band.title, state.pace.live) == (first.run_id, "Run 1", False)
    await call(state, "open_agent", "writer")
    assert [row[2] for row in state.calls] == ["failed", "done"]
    await call(state, "choose_run", second.run_id)
    assert (state.run, state.band, state.pace) == ("", Band(), Pace())
    assert (state.opened, state.calls) == ("", [])


async def test_an_agent_opens_and_shuts(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    first, second = await two_runs(person)
    as_person(monkeypatch, person)
    state = opened_at(monkeypatch, first.campaign_id)
    await call(state, "open_agent", "seo")
    assert (state.opened, len(state.calls)) == ("seo", 1)
    async with asyncio.timeout(5):
        await second.calls(await second.execution(SEO, 40, None, attempt=2), (40, 41, ""))
        await call(state, "refresh_calls")
    assert len(state.calls) == 2
    await call(state, "open_agent", "seo")
    assert (state.opened, state.calls) == ("", [])


@pytest.mark.parametrize("agent", ["", "legal", None, 7, [], {"writer": 1}, "writer\0"])
async def test_no_such_agent_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, person: Person, agent: object
) -> None:
    first, _ = await two_runs(person)
    as_person(monkeypatch, person)
    state = opened_at(monkeypatch, first.campaign_id)
    await call(state, "open_agent", agent)
    assert (state.opened, state.calls, state.problem) == ("", [], "")


@pytest.mark.parametrize("run_id", ["", "x", None, 7, [], {"a": 1}, "\0", "../../etc/passwd"])
async def test_no_such_run_is_said_beside_the_chart(
    monkeypatch: pytest.MonkeyPatch, person: Person, run_id: object
) -> None:
    first, _ = await two_runs(person)
    as_person(monkeypatch, person)
    state = opened_at(monkeypatch, first.campaign_id)
    await call(state, "choose_run", run_id)
    assert (state.run, state.band) == ("", Band())
    assert state.problem == "There is no such run of this campaign."


async def test_who_may_not_see_the_campaign_sees_nothing_of_its_timeline(
    monkeypatch: pytest.MonkeyPatch, person: Person, colleague: Person
) -> None:
    first, _ = await two_runs(person)
    as_person(monkeypatch, colleague)
    state = opened_at(monkeypatch, first.campaign_id)
    await call(state, "choose_run", first.run_id)
    await call(state, "open_agent", "writer")
    assert (state.band, state.calls, state.opened) == (Band(), [], "")
    assert state.problem == "There is no such campaign."


async def test_who_is_not_signed_in_goes_to_the_log_in(
    monkeypatch: pytest.MonkeyPatch, person: Person
) -> None:
    first, _ = await two_runs(person)
    as_person(monkeypatch, None)
    state = opened_at(monkeypatch, first.campaign_id)
    assert await call(state, "open_agent", "writer") == "/login"
    assert await call(state, "choose_run", first.run_id) == "/login"
    assert await call(state, "refresh_calls") is None
    assert state.calls == []


async def test_who_asks_too_often_is_told(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    first, _ = await two_runs(person)
    as_person(monkeypatch, person)
    state = opened_at(monkeypatch, first.campaign_id)
    for _ in range(50):
        limits.reads.take(person.id)
    await call(state, "open_agent", "writer")
    assert "Too many requests" in state.problem


async def test_what_was_opened_of_another_campaign_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, person: Person
) -> None:
    first, _ = await two_runs(person)
    other = await begin(person, "Chairs")
    as_person(monkeypatch, person)
    state = opened_at(monkeypatch, first.campaign_id)
    await call(state, "choose_run", first.run_id)
    monkeypatch.setattr(TimelineState, "_campaign", lambda _self: other.campaign_id)
    await call(state, "refresh_calls")
    await call(state, "open_agent", "writer")
    assert (state.shown, state.run, state.band) == (other.campaign_id, "", Band())


def test_switches() -> None:
    state = TimelineState()
    TimelineState.event_handlers["toggle_compare"].fn(state)
    TimelineState.event_handlers["toggle_table"].fn(state)
    assert (state.compare, state.table) == (False, True)


def view_of(story: Story) -> CampaignView:
    view = a_view()
    view.run_id = story.run_id
    return view


async def test_the_tables_are_read_when_something_happened_and_not_more_than_once_a_second(
    monkeypatch: pytest.MonkeyPatch, person: Person
) -> None:
    monkeypatch.setattr(campaign_time, "_CALM", 0.2)
    story = await begin(person)
    keeper, view = Timekeeper(story.campaign_id), view_of(story)
    first = await keeper.values(view, now())
    assert first["band"].lanes == []
    await story.status(RunStatus.RUNNING, 1)
    await story.execution(WRITER, 1, None)
    keeper.hear([{"type": "agent_started"}])
    assert await keeper.values(view, now()) == {}  # too soon
    await asyncio.sleep(0.25)
    assert len((await keeper.values(view, now()))["band"].lanes) == 5
    await story.execution(SEO, 1, None)
    keeper.hear([{"type": "agent_progress"}])  # moves a bar, makes none
    await asyncio.sleep(0.25)
    seo = (await keeper.values(view, now()))["band"].lanes[1]
    assert seo.status == "Pending"


async def test_a_campaign_that_has_gone_is_not_found(database: str) -> None:
    keeper = Timekeeper("x")
    with pytest.raises(NotFound):
        await keeper.values(a_view(), now())
