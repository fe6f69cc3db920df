"""The live campaign page: one background event that keeps the page in its campaign's room."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import reflex as rx

from contentflow import campaign_settings, campaigns, engine, presence
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, TooManyRequests
from contentflow.names import AGENT_ORDER, Outcome
from contentflow.person import Person
from contentflow.state import broadcast
from contentflow.state.campaign_article import Front, Tail
from contentflow.state.campaign_band import Band, Pace
from contentflow.state.campaign_controls import Controls
from contentflow.state.campaign_decisions import DecisionCounts, DecisionGroup, filtered
from contentflow.state.campaign_head import Banner, Head, Latest, Meter
from contentflow.state.campaign_marks import Marks, marks_of
from contentflow.state.campaign_people import PersonRow
from contentflow.state.campaign_review import ReviewPanel
from contentflow.state.campaign_room import Guest, visiting
from contentflow.state.campaign_rows import Clock
from contentflow.state.campaign_scores import Aim, Basis, Gauge
from contentflow.state.campaign_slots import Slots
from contentflow.state.campaign_values import NOTHING
from contentflow.state.session import entrance, person_of
from contentflow.view import CampaignView

_RECHECK = 60.0  # seconds between looks at the session and the rights when nothing asks for one
_LONGEST_GOODBYE = 2.0  # seconds


class CampaignState(Slots, rx.State):
    """What the page shows. What all pages show alike is sent by the campaign's room."""

    phase: str = "loading"  # loading, found, missing or refused
    head: Head = Head()
    meter: Meter = Meter()
    controls: Controls = Controls()
    clock: Clock = Clock()
    banner: Banner = Banner()
    latest: Latest = Latest()
    front: Front = Front()
    byline: list[str] = []
    tail: Tail = Tail()
    tail_text: str = ""
    gauges: list[Gauge] = []
    aims_seo: dict[str, Aim] = {}  # by check
    aims_readability: dict[str, Aim] = {}
    aims_brand: dict[str, Aim] = {}
    aims_geo: dict[str, Aim] = {}
    basis: dict[str, Basis] = {}  # by check
    measured: bool = False
    failing: int = 0
    marks: Marks = Marks()
    decision_counts: DecisionCounts = DecisionCounts()
    band: Band = Band()
    pace: Pace = Pace()
    review: ReviewPanel = ReviewPanel()
    announcement: str = ""
    people: list[PersonRow] = []
    viewing: int = 0
    me: str = ""  # which of them looks at this page
    may_edit: bool = False
    own: bool = False
    may_start: bool = False
    refusal: str = ""  # why a change was not made
    tab: str = "preview"
    follow: bool = True
    outcome: str = ""  # of the decisions that are listed; "" is both
    agent: str = ""  # whose decisions are listed; "" is everybody's
    _decisions: list[DecisionGroup] = []
    shown: str = ""  # the campaign the vars are of
    _visit: int = 0  # how often a page was opened; only the last may put its vars here

    @rx.event
    def toggle_follow(self) -> None:
        """Keep the block being written in view, or stop."""
        self.follow = not self.follow

    @rx.event
    def stop_following(self) -> None:
        """The reader scrolled up or went to a place in the text."""
        self.follow = False

    @rx.event
    def show_preview(self) -> None:
        """The text."""
        self.tab = "preview"

    @rx.event
    def show_changes(self) -> None:
        """Two versions compared."""
        self.tab = "changes"

    @rx.event
    def show_decisions(self, agent: str = "") -> None:
        """Every decision, or those of one agent."""
        self.tab, self.outcome = "decisions", ""
        self.agent = agent if agent in AGENT_ORDER else ""

    @rx.event
    def filter_outcome(self, outcome: str) -> None:
        """List the kept, the rejected, or both."""
        self.outcome = outcome if outcome in tuple(Outcome) else ""

    @rx.event
    def filter_agent(self, agent: str) -> None:
        """List the decisions of one agent, or everybody's."""
        self.agent = agent if agent in AGENT_ORDER else ""

    @rx.var(cache=True)
    def decisions(self) -> list[DecisionGroup]:
        """The decisions that the filters let through."""
        if self.tab != "decisions":
            return []
        return filtered(self._decisions, self.agent, self.outcome)

    @rx.event
    def show_in_text(self) -> None:
        """A place in the text was asked for; the page scrolls there itself."""
        self.tab, self.follow, self.marks = "preview", False, Marks()

    @rx.event(background=True)
    async def show_check(self, check_id: str) -> AsyncIterator[Any]:
        """Mark the places of a check; a second time takes the marks away."""
        async with self:
            campaign_id, again = self.shown, check_id == self.marks.check_id
        try:
            view = await _look(self, campaign_id)
        except NotSignedIn:
            yield await entrance(self)
            return
        except NotFound:
            async with self:
                self.phase = "missing"
            return
        async with self:
            self.marks = Marks() if again else marks_of(view, str(check_id))
            self.tab, self.follow = "preview", False

    @rx.event
    def clear_marks(self) -> None:
        """Take the marks away."""
        self.marks = Marks()

    @rx.event(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show the campaign of the address and follow it until the page is left."""
        async with self:
            campaign_id = self.router.url.path.rstrip("/").rpartition("/")[2]
            visit = self._begin(campaign_id)
        try:
            await _follow_patiently(self, campaign_id, visit)
        except NotSignedIn:
            await _show_nothing(self, "loading")  # until the browser is at the log-in
            yield await entrance(self)
        except NotFound:
            await _show_nothing(self, "missing")

    @rx.event
    async def change_priority(self, priority: str, revision: int) -> AsyncIterator[Any]:
        """Run it earlier or later; `revision` is of the settings as this page shows them."""
        self.refusal = ""
        yield  # the same refusal again is then told again
        if not isinstance(revision, int):
            return
        wanted = {"priority": priority}
        try:
            await campaign_settings.change(await person_of(self), self.shown, revision, wanted)
        except NotSignedIn:
            yield await entrance(self)
        except (NotFound, Forbidden, Conflict, Invalid) as error:
            self.refusal = str(error)
        else:
            engine.wake()

    def _begin(self, campaign_id: str) -> int:
        if campaign_id != self.shown:  # a reconnect keeps what it shows until it knows better
            self.shown, self.phase, self.announcement = campaign_id, "loading", ""
            self.refusal, self.may_edit, self.own, self.may_start = "", False, False, False
            self.tab, self.follow, self.marks = "preview", True, Marks()
            self.outcome, self.agent = "", ""
        self._visit += 1
        return self._visit


async def _follow_patiently(state: CampaignState, campaign_id: str, visit: int) -> None:
    """Follow it; a page told to wait says so and comes again by itself."""
    while True:
        try:
            await _follow(state, campaign_id, visit)
            return
        except TooManyRequests as busy:
            async with state:
                state.phase, state.refusal = "refused", str(busy)
            # Not all at once: after a bad network there are many.
            await asyncio.sleep(max(1.0, busy.retry_after) * random.uniform(1, 3))  # noqa: S311 - spreads load, guards nothing


async def _follow(state: CampaignState, campaign_id: str, visit: int) -> None:
    """Be present and shown as such, and stay as long as the page is there and may be."""
    person = await person_of(state)
    page = await presence.join(person, campaign_id)
    if state.phase == "refused":
        async with state:
            state.phase, state.refusal = "loading", ""
    try:
        async with visiting(campaign_id, broadcast.socket_of(state), CampaignState) as guest:
            await _stay(state, guest, person, visit)
    finally:
        await presence.leave(page, campaign_id)


async def _stay(state: CampaignState, guest: Guest, person: Person, visit: int) -> None:
    await _grow_old(state)
    try:
        while not guest.replaced:
            rights = await campaign_settings.rights(person, guest.room.campaign_id)
            if not (guest.inside or await guest.come_in()):
                return  # the socket has closed
            await _show_own(state, guest, me=person.id, **asdict(rights))
            await guest.tell({"phase": "found"})
            while not await guest.wait(_RECHECK):
                await _show_own(state, guest)
            person = await person_of(state)
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(_remember(state, visit, guest), _LONGEST_GOODBYE)


async def _grow_old(state: CampaignState) -> None:
    """Say in the server's copy, and there alone, that it shows nothing: the room tells the page.

    After a crash the page begins with that copy, whose words may be of the campaign before.
    """
    async with state:
        if state.phase == "found":
            broadcast.put(state, {"phase": "loading"})


async def _remember(state: CampaignState, visit: int, guest: Guest) -> None:
    """Let a reconnect begin with what the page shows, unless it has gone on by now."""
    async with state:
        if guest.has and state._visit == visit:
            broadcast.put(state, {**guest.has, "phase": "found"})


async def _show_own(state: CampaignState, guest: Guest, **values: Any) -> None:
    """What differs from person to person, and the marks where their words are now."""
    view = await guest.room.ready()
    values["_decisions"] = guest.room.values.now["_decisions"]
    async with state:
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)
        if state.marks.check_id:
            state.marks = marks_of(view, state.marks.check_id)


async def _show_nothing(state: CampaignState, phase: str) -> None:
    """The campaign is not this person's to see any more."""
    async with state:
        for name, value in NOTHING.items():
            setattr(state, name, value)
        state.phase = phase


async def _look(state: CampaignState, campaign_id: str) -> CampaignView:
    return await campaigns.snapshot(await person_of(state), campaign_id)
