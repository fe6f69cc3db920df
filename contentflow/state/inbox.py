"""The inbox page: what happened while one was away, by day."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import reflex as rx

from contentflow import inbox, limits, live, routes
from contentflow.errors import NotSignedIn, TooManyRequests
from contentflow.inbox import PAGE, Entry
from contentflow.person import Person
from contentflow.state import words
from contentflow.state.session import entrance, now_of, person_of

_CALM = 0.5  # seconds; at most two updates a second
_RECHECK = 60.0  # seconds between looks when nothing happens
_MOST = 500  # lines one page shows


@dataclass
class InboxLine:
    """One thing that happened."""

    id: str = ""
    href: str = ""
    status: str = ""
    title: str = ""
    about: str = ""
    text: str = ""
    time: str = ""
    at: str = ""  # ISO UTC
    unread: bool = False


@dataclass
class InboxDay:
    """What happened on one day."""

    name: str = ""
    lines: list[InboxLine] = field(default_factory=list)


class InboxState(rx.State):
    """What the inbox shows."""

    phase: str = "loading"  # loading, empty or found
    days: list[InboxDay] = []
    unread: str = ""
    more: bool = False
    problem: str = ""
    _wanted: int = PAGE

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the inbox and follow it until the page is left."""
        async with self:
            self._wanted, self.problem = PAGE, ""
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    await _show(self, await person_of(self))
                    await subscription.wait(_RECHECK)
                    await asyncio.sleep(_CALM)
                    subscription.take()
        except NotSignedIn:
            yield await entrance(self)

    @rx.event(background=True)
    async def read(self, notification_id: str) -> Any:
        """One line is read."""
        given = notification_id if isinstance(notification_id, str) else ""
        redirect = await _change(self, lambda person: inbox.read(person, given))
        if redirect:
            yield redirect

    @rx.event(background=True)
    async def read_all(self) -> Any:
        """Everything is read."""
        redirect = await _change(self, inbox.read_all)
        if redirect:
            yield redirect

    @rx.event
    async def show_more(self) -> Any:
        """Add the next older lines."""
        self._wanted = min(self._wanted + PAGE, _MOST)
        return InboxState.refresh

    @rx.event(background=True)
    async def refresh(self) -> Any:
        """Show the lines as they are now."""
        try:
            await _show(self, await person_of(self))
        except NotSignedIn:
            yield await entrance(self)


async def _change(state: InboxState, change: Any) -> Any:
    """Do it for who is signed in, and show what came of it."""
    try:
        person = await person_of(state)
        limits.reads.take(person.id)
        await change(person)
        await _show(state, person)
    except NotSignedIn:
        return await entrance(state)
    except TooManyRequests as error:
        async with state:
            state.problem = str(error)
    return None


async def _show(state: InboxState, person: Person) -> None:
    entries, more = await inbox.listing(person, state._wanted)
    unread = await inbox.unread(person)
    values = {
        "days": days_of(entries, now_of(state)),
        "more": more and state._wanted < _MOST,
        "unread": words.badge(unread, inbox.MOST_COUNTED),
        "phase": "found" if entries else "empty",
        "problem": "",
    }
    async with state:
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)


def days_of(entries: list[Entry], moment: datetime) -> list[InboxDay]:
    """The lines under the names of their days, in the time zone of `moment`."""
    grouped = groupby(entries, key=lambda entry: entry.at.astimezone(moment.tzinfo).date())
    return [
        InboxDay(day_name(day, moment.date()), [_line(entry, moment) for entry in of_day])
        for day, of_day in grouped
    ]


def day_name(day: date, today: date) -> str:
    """ "Today", "Yesterday", "Monday, 4 May", with the year when it is another."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    named = f"{day:%A}, {day.day} {day:%B}"
    return named if day.year == today.year else f"{named} {day.year}"


def _line(entry: Entry, moment: datetime) -> InboxLine:
    return InboxLine(
        id=entry.id,
        href=routes.batch(entry.batch_id) if entry.batch_id else routes.campaign(entry.campaign_id),
        status=entry.status,
        title=entry.title,
        about=entry.about,
        text=entry.text,
        time=words.ago(entry.at, moment),
        at=entry.at.isoformat(),
        unread=not entry.read,
    )
