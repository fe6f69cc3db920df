"""The webhooks section of the settings, for admins."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from contentflow import limits, routes, webhook_queue, webhooks
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.names import DeliveryStatus
from contentflow.person import Person
from contentflow.state import words
from contentflow.state.session import entrance, now_of, person_of
from contentflow.webhooks import KINDS, Delivery, Hook

_LOOK = {
    DeliveryStatus.WAITING: ("queued", "Waiting"),
    DeliveryStatus.DELIVERED: ("completed", "Delivered"),
    DeliveryStatus.FAILED: ("failed", "Failed"),
}


@dataclass
class HookLine:
    """One webhook in words."""

    id: str = ""
    url: str = ""
    events: str = ""
    on: bool = True
    status: str = ""
    status_words: str = ""
    note: str = ""


@dataclass
class DeliveryLine:
    """One line of a webhook's log."""

    id: str = ""
    event: str = ""
    href: str = ""
    status: str = ""
    status_words: str = ""
    attempts: str = ""
    answer: str = ""
    time: str = ""


class WebhooksState(rx.State):
    """Empty for whoever is no admin."""

    hooks: list[HookLine] = []
    log: list[DeliveryLine] = []
    logged: str = ""  # the webhook whose log is open
    secret: str = ""  # of the webhook just made; it is not shown again
    problems: dict[str, str] = {}

    @rx.event
    async def load(self) -> Any:
        """Show the webhooks; nobody is told that there are any who is no admin."""
        self.secret, self.logged, self.log, self.problems = "", "", [], {}
        try:
            self.hooks = await _hooks(await person_of(self), now_of(self))
        except (NotSignedIn, Forbidden):
            self.hooks = []

    async def _change(self, change: Callable[[Person], Awaitable[Any]]) -> Any:
        """Do it as who is signed in, and show what came of it or what was wrong."""
        self.problems = {}
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await change(person)
            self.hooks = await _hooks(person, now_of(self))
            if self.logged:
                self.log = await _log(person, self.logged, now_of(self))
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problems = dict(error.fields)
        except (Conflict, Forbidden, NotFound, TooManyRequests) as error:
            self.problems = {"webhooks": str(error)}
        return None

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Make a webhook and show its secret."""
        given = form if isinstance(form, dict) else {}
        url = given.get("url", "")
        url = url if isinstance(url, str) else ""
        events = [kind.value for kind in KINDS if given.get(kind.value)]
        address = _address(self)

        async def make(person: Person) -> None:
            _, self.secret = await webhooks.add(person, url, events, address)

        yield await self._change(make)
        if not self.problems:
            yield rx.set_value("url", "")

    @rx.event
    def forget_secret(self) -> None:
        """It was copied."""
        self.secret = ""

    @rx.event
    async def turn(self, webhook_id: str) -> Any:
        """Turn a webhook on or off."""
        line = next((line for line in self.hooks if line.id == webhook_id), None)
        if line is None:
            return None
        key, on, address = line.id, not line.on, _address(self)
        return await self._change(lambda who: webhooks.switch(who, key, on=on, address=address))

    @rx.event
    async def remove(self, webhook_id: str) -> Any:
        """Delete a webhook; the page has asked before."""
        key, address = str(webhook_id), _address(self)
        self.logged, self.log = "", []
        return await self._change(lambda who: webhooks.remove(who, key, address))

    @rx.event
    async def show_log(self, webhook_id: str) -> Any:
        """Open a webhook's log, read it again, or close it when it is open."""
        known = [line.id for line in self.hooks]
        self.logged = webhook_id if webhook_id in known and webhook_id != self.logged else ""
        self.log = []
        return await self._change(_nothing)

    @rx.event
    async def send_again(self, delivery_id: str) -> Any:
        """Send one delivery once more."""
        key, address = str(delivery_id), _address(self)
        return await self._change(lambda who: webhooks.send_again(who, key, address))


async def _nothing(_person: Person) -> None:
    """Only look."""


def _address(state: rx.State) -> str:
    return state.router.session.client_ip or ""


async def _hooks(person: Person, moment: datetime) -> list[HookLine]:
    return [hook_line(hook, moment) for hook in await webhooks.listing(person)]


async def _log(person: Person, webhook_id: str, moment: datetime) -> list[DeliveryLine]:
    return [delivery_line(row, moment) for row in await webhooks.log(person, webhook_id)]


def hook_line(hook: Hook, now: datetime) -> HookLine:
    """A webhook as the page shows it."""
    status, said, note = "completed", "On", ""
    if not hook.active:
        status, said, note = "paused", "Off", "Nothing is kept for it while it is off."
    elif hook.paused_at:
        status, said = "needs_attention", "Paused"
        note = (
            f"Several deliveries in a row failed, {words.ago(hook.paused_at, now)}."
            " Nothing is kept for it until it is turned on again."
        )
    elif hook.waiting >= webhook_queue.MOST_WAITING:
        status, said = "needs_attention", "Full"
        note = "What happens now is not kept for it."
    waiting = f"{hook.waiting:,} waiting. " if hook.waiting else ""
    events = ", ".join(kind.value for kind in hook.events)
    on = hook.active and not hook.paused_at
    return HookLine(hook.id, hook.url, events, on, status, said, waiting + note)


def delivery_line(row: Delivery, now: datetime) -> DeliveryLine:
    """A delivery as the log shows it."""
    status, said = _LOOK[row.status]
    answered = f"Answered {row.response_status}" if row.response_status else ""
    answer = row.error.rstrip(".") or answered
    if row.status is DeliveryStatus.WAITING and row.attempts:
        seconds = (row.next_at - now).total_seconds()
        answer += f", again in {words.duration(seconds)}" if seconds >= 1 else ", again now"
    return DeliveryLine(
        row.id,
        row.event,
        routes.campaign(row.campaign_id),
        status,
        said,
        words.count(row.attempts, "attempt"),
        answer,
        words.ago(row.created_at, now),
    )
