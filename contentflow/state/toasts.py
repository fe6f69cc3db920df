"""Toasts: what happens to the campaign one is looking at. What is missed is in the inbox."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import reflex as rx

from contentflow import inbox, live, preferences, timeline
from contentflow.errors import NotFound, NotSignedIn
from contentflow.live import Message
from contentflow.models import now
from contentflow.notices import notice_of
from contentflow.person import Person
from contentflow.state import announcements
from contentflow.state.session import person_of

MOST = 4
_RECHECK = 60.0  # seconds between looks at the session and the rights
_RECENT = timedelta(seconds=60)  # after a reconnect, what is older is for the inbox


@dataclass
class ToastLine:
    """One toast; `key` is the event's number."""

    key: str = ""
    status: str = ""
    title: str = ""
    text: str = ""


FAILURE = ToastLine(
    "failure", "failed", "That did not work", "The cause is in the server's log. Try again."
)


class ToastState(rx.State):
    """The toasts of the campaign that is, or was last, looked at."""

    toasts: list[ToastLine] = []
    _campaign: str = ""
    _seq: int = 0  # the last event that was told, or was there before

    @rx.event(background=True)
    async def watch(self) -> None:
        """Tell what happens to the campaign of the address until the page is left."""
        async with self:
            campaign_id = self.router.url.path.rstrip("/").rpartition("/")[2]
        try:
            await _follow(self, campaign_id)
        except (NotFound, NotSignedIn):  # the page itself says so
            async with self:
                self.toasts, self._campaign = [], ""

    @rx.event
    def tell_failure(self) -> None:
        """An event of this person's failed by a fault of ours."""
        self.toasts = [
            *[toast for toast in self.toasts if toast.key != FAILURE.key][1 - MOST :],
            FAILURE,
        ]

    @rx.event
    def dismiss(self, key: str) -> None:
        """It was read, or its time is over."""
        self.toasts = [toast for toast in self.toasts if toast.key != key]


async def _follow(state: ToastState, campaign_id: str) -> None:
    loop = asyncio.get_running_loop()
    with announcements.heard(campaign_id) as heard:
        person, seq, arrived = await _open(state, campaign_id)
        checked = loop.time()
        while True:
            fresh = [message for message in arrived if message["seq"] > seq]
            if fresh:
                seq = fresh[-1]["seq"]
                await _show(state, await lines(person, fresh), seq)
            waited = await heard.wait(_RECHECK)
            arrived = heard.take()
            kinds = {message["type"] for message in arrived}
            if not waited or live.ACCESS in kinds or loop.time() - checked > _RECHECK:
                person, checked = await person_of(state), loop.time()
                await inbox.opened(person, campaign_id)
            if announcements.LOST["type"] in kinds:
                arrived = await timeline.after(campaign_id, seq)
            arrived = [message for message in arrived if "seq" in message]


async def _open(state: ToastState, campaign_id: str) -> tuple[Person, int, list[Message]]:
    """Who looks, where their toasts go on, and what a short absence missed."""
    person = await person_of(state)
    last = await inbox.opened(person, campaign_id)
    async with state:
        if state._campaign != campaign_id:
            state._campaign, state._seq, state.toasts = campaign_id, last, []
        seq = state._seq
    missed = await timeline.after(campaign_id, seq) if seq < last else []
    return person, seq, [one for one in missed if _is_recent(one)]


def _is_recent(message: Message) -> bool:
    return now() - datetime.fromisoformat(message["at"]) < _RECENT


async def lines(person: Person, messages: list[Message]) -> list[ToastLine]:
    """The toasts of these events, less what the person switched off."""
    wanted = {choice.kind for choice in await preferences.of(person) if choice.toast}
    told = [(message["seq"], notice_of(message)) for message in messages]
    return [
        ToastLine(str(seq), notice.status, notice.title, notice.text)
        for seq, notice in told
        if notice and notice.kind in wanted
    ]


async def _show(state: ToastState, toasts: list[ToastLine], seq: int) -> None:
    async with state:
        state._seq = seq
        if toasts:
            state.toasts = [*state.toasts, *toasts][-MOST:]
