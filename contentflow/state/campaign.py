"""The live campaign page: one background event that follows a campaign's run events."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import reflex as rx

from contentflow import campaigns, live, timeline
from contentflow.errors import NotFound, NotSignedIn
from contentflow.live import Message
from contentflow.models import now
from contentflow.names import CampaignStatus, EventType
from contentflow.state.campaign_article import (
    BlockRow,
    DecisionGroup,
    Front,
    Tail,
    blocks_of,
    decisions_of,
    front_of,
    tail_of,
)
from contentflow.state.campaign_band import Band, band_of
from contentflow.state.campaign_rows import (
    AgentRow,
    Banner,
    Clock,
    Head,
    agents_of,
    announce,
    banner_of,
    clock_of,
    head_of,
)
from contentflow.state.campaign_scores import (
    CheckGroup,
    CheckRow,
    Gauge,
    gauges_of,
    groups_of,
    passing_of,
)
from contentflow.state.session import entrance, person_of
from contentflow.view import CampaignView
from contentflow.view import apply as fold

_BEAT = 1.0  # seconds; keeps the time labels right
_PAUSE = 0.1  # seconds; at most ten updates a second
_RECHECK = 60.0  # seconds between looks at the session and the rights
_QUEUE_CHECK = 3.0  # seconds between looks at the place in the queue

Values = dict[str, Any]


class CampaignState(rx.State):
    """What the page shows. The view it comes from stays on the server, in `watch`."""

    phase: str = "loading"  # loading, found or missing
    head: Head = Head()
    clock: Clock = Clock()
    agents: list[AgentRow] = []
    banner: Banner = Banner()
    front: Front = Front()
    blocks: list[BlockRow] = []
    tail: Tail = Tail()
    tail_text: str = ""
    gauges: list[Gauge] = []
    groups: list[CheckGroup] = []
    measured: bool = False
    passing_count: int = 0
    passing: list[CheckRow] = []
    decisions: list[DecisionGroup] = []
    decision_count: int = 0
    band: Band = Band()
    announcement: str = ""
    tab: str = "preview"
    follow: bool = True
    show_passing: bool = False
    _shown: str = ""  # the campaign the vars are of

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
        """Every decision, kept or rejected."""
        self.tab = "changes"

    @rx.event
    def show_in_text(self) -> None:
        """A place in the text was asked for; the page scrolls there itself."""
        self.tab, self.follow = "preview", False

    @rx.event
    def toggle_passing(self) -> None:
        """List the checks on target, or only count them."""
        self.show_passing = not self.show_passing

    @rx.event(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Show the campaign of the address and follow it until the page is left."""
        async with self:
            campaign_id = self.router.url.path.rstrip("/").rpartition("/")[2]
            self._begin(campaign_id)
        try:
            await _follow(self, campaign_id)
        except NotSignedIn:
            yield await entrance()
        except NotFound:
            async with self:
                self.phase = "missing"

    def _begin(self, campaign_id: str) -> None:
        if campaign_id != self._shown:  # a reconnect keeps what it shows until it knows better
            self._shown, self.phase, self.announcement = campaign_id, "loading", ""
            self.tab, self.follow, self.show_passing = "preview", True, False


async def _follow(state: CampaignState, campaign_id: str) -> None:
    sent: Values = {}
    loop = asyncio.get_running_loop()
    with live.subscribe(campaign_id) as subscription:
        view = await _look(state, campaign_id)
        await _send(state, sent, {**rows_of(view, now()), "phase": "found"})
        checked = loop.time()
        async for batch in timeline.follow(campaign_id, subscription, view.seq, _BEAT):
            for message in batch:
                fold(view, message)
            await _send(state, sent, changes_of(view, batch, now()))
            if loop.time() - checked > _patience(view):
                view, checked = await _look(state, campaign_id), loop.time()
                await _send(state, sent, rows_of(view, now()))
            await asyncio.sleep(_PAUSE)


async def _look(state: CampaignState, campaign_id: str) -> CampaignView:
    return await campaigns.snapshot(await person_of(state), campaign_id)


def _patience(view: CampaignView) -> float:
    return _QUEUE_CHECK if view.status is CampaignStatus.QUEUED else _RECHECK


async def _send(state: CampaignState, sent: Values, values: Values) -> None:
    """Assign what differs from what this page already has: an assigned var is sent whole."""
    changed = {name: value for name, value in values.items() if sent.get(name) != value}
    sent.update(changed)
    if changed:
        async with state:
            for name, value in changed.items():
                setattr(state, name, value)


def rows_of(view: CampaignView, at: datetime) -> Values:
    """Every var of the page for a view."""
    return {
        "head": head_of(view),
        "agents": agents_of(view),
        "banner": banner_of(view),
        "front": front_of(view),
        "blocks": blocks_of(view),
        "gauges": gauges_of(view),
        "groups": groups_of(view),
        "measured": bool(view.checks),
        "passing": (passing := passing_of(view)),
        "passing_count": len(passing),
        "decisions": decisions_of(view),
        "decision_count": len(view.decisions),
        **_passing_time(view, at),
    }


def _passing_time(view: CampaignView, at: datetime) -> Values:
    tail, text = tail_of(view)
    return {"tail": tail, "tail_text": text, "clock": clock_of(view, at), "band": band_of(view, at)}


def changes_of(view: CampaignView, batch: list[Message], at: datetime) -> Values:
    """The vars a batch may have changed; few when it was only time or words. Call after `fold`."""
    if all(message["type"] == EventType.TAIL for message in batch):
        return _passing_time(view, at)
    values = rows_of(view, at)
    said = announce(view, batch)
    return {**values, "announcement": said} if said else values
