"""Toasts of one campaign: each event once, only what is wanted, nothing to who may not see it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from types import SimpleNamespace

import pytest

from contentflow import campaigns, live, preferences, sharing, timeline
from contentflow.briefs import NewCampaign
from contentflow.campaigns import Created
from contentflow.errors import NotFound
from contentflow.names import AgentName, EventType, NoticeKind
from contentflow.notices import notice_of
from contentflow.person import Person
from contentflow.state import announcements, toasts
from contentflow.state.toasts import ToastLine, ToastState
from contentflow.timeline import Event

DONE = Event(EventType.AGENT_COMPLETED, {"summary": "Split 2 sentences"}, AgentName.SEO)
FAILED = Event(EventType.AGENT_FAILED, {"error": "No answer."}, AgentName.GEO)
PROGRESS = Event(EventType.AGENT_PROGRESS, {"progress": 5}, AgentName.SEO)


class Page:
    """A page's toasts, and who looks at it."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.toasts: list[ToastLine] = []
        self.opened = False
        self._campaign = ""
        self._seq = 0

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None:
        self.opened = True

    @property
    def told(self) -> list[str]:
        return [toast.key for toast in self.toasts]


@pytest.fixture
async def made(person: Person) -> Created:
    return await campaigns.create(person, NewCampaign(topic="Tea"))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def person_of(state: Page) -> Person:
        return state.person

    monkeypatch.setattr(toasts, "person_of", person_of)
    monkeypatch.setattr(announcements, "_PAUSE", 0.0)


class Opened:
    """A page that is open while the block runs."""

    def __init__(self, page: Page, made: Created) -> None:
        self.page, self.made = page, made
        page.opened = False
        self.task = asyncio.ensure_future(toasts._follow(page, made.id))  # type: ignore[arg-type]

    async def __aenter__(self) -> "Opened":
        await until(lambda: self.task.done() or self.page.opened)
        return self

    async def __aexit__(self, *_: object) -> None:
        told = [one["seq"] for one in await timeline.after(self.made.id, 0) if notice_of(one)]
        await until(lambda: self.task.done() or self.page._seq >= max(told, default=0))
        await asyncio.sleep(0.05)  # for what should not come
        self.task.cancel()
        with suppress(asyncio.CancelledError, NotFound):
            await self.task


@pytest.fixture
async def page(person: Person) -> AsyncIterator[Page]:
    yield Page(person)
    assert announcements._announcers == {}  # whoever left listens no more


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.01)


async def tell(made: Created, *events: Event) -> None:
    for event in events:
        await timeline.record(made.id, made.run_id, event)


async def test_only_what_happens_while_one_looks(page: Page, made: Created) -> None:
    await tell(made, DONE)
    async with Opened(page, made):
        await tell(made, PROGRESS, FAILED)
    assert [(one.key, one.status, one.title, one.text) for one in page.toasts] == [
        ("4", "failed", "GEO failed", "No answer.")
    ]


async def test_a_short_absence_misses_and_doubles_nothing(page: Page, made: Created) -> None:
    async with Opened(page, made):
        await tell(made, DONE)
    await tell(made, DONE)
    async with Opened(page, made):
        await tell(made, DONE)
    assert page.told == ["2", "3", "4"]


async def test_after_a_long_absence_there_is_the_inbox(
    page: Page, made: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Opened(page, made):
        await tell(made, DONE)
    await tell(made, DONE)
    monkeypatch.setattr(toasts, "_is_recent", lambda message: False)
    async with Opened(page, made):
        await tell(made, DONE)
    assert page.told == ["2", "4"]


async def test_another_campaign_starts_from_nothing(
    page: Page, made: Created, person: Person
) -> None:
    async with Opened(page, made):
        await tell(made, DONE)
    other = await campaigns.create(person, NewCampaign(topic="Coffee"))
    await tell(other, DONE)
    async with Opened(page, other):
        pass
    assert page.toasts == []


async def test_at_most_four(page: Page, made: Created) -> None:
    async with Opened(page, made):
        await tell(made, *[DONE] * 6)
    assert page.told == ["4", "5", "6", "7"]


async def test_what_is_switched_off_comes_not_up(page: Page, made: Created, person: Person) -> None:
    async with Opened(page, made):
        await preferences.choose(person, NoticeKind.AGENT_COMPLETED, toast=False)
        await tell(made, DONE, FAILED)
    assert page.told == ["3"]


async def test_who_lost_access_is_told_nothing_more(
    page: Page, made: Created, person: Person, colleague: Person
) -> None:
    await sharing.share(person, made.id, colleague.id, may_edit=False)
    page.person = colleague
    opened = Opened(page, made)
    async with opened:
        await tell(made, DONE)
        await until(lambda: page.told == ["2"])
        await sharing.unshare(person, made.id, colleague.id)
        await until(opened.task.done)
        await tell(made, FAILED)
        assert isinstance(opened.task.exception(), NotFound)
    assert page.told == ["2"]


async def test_a_stranger_hears_nothing(page: Page, made: Created, colleague: Person) -> None:
    page.person = colleague
    async with Opened(page, made) as opened:
        await tell(made, DONE)
        assert isinstance(opened.task.exception(), NotFound)
    assert page.toasts == []


async def test_messages_lost_on_the_way_are_read_from_the_table(
    page: Page, made: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Opened(page, made):
        with monkeypatch.context() as deaf:
            deaf.setattr(live, "publish", lambda *_: None)
            await tell(made, DONE, FAILED)
        (announcer,) = announcements._announcers.values()
        announcer._heard.overflowed = True
        announcer._heard._arrived.set()
        await until(lambda: page.told == ["2", "3"])
    assert page.told == ["2", "3"]


async def test_two_pages_share_one_listener(page: Page, made: Created, person: Person) -> None:
    second = Page(person)
    async with Opened(page, made), Opened(second, made):
        assert len(announcements._announcers) == 1
        await tell(made, DONE)
    assert page.told == second.told == ["2"]


@pytest.mark.parametrize("key", ["2", 2, None, {"a": 1}, "9"])
def test_dismissing_takes_away_only_what_is_there(key: object) -> None:
    state = SimpleNamespace(toasts=[ToastLine("2"), ToastLine("3")])
    ToastState.event_handlers["dismiss"].fn(state, key)
    assert [toast.key for toast in state.toasts] == (["3"] if key == "2" else ["2", "3"])
