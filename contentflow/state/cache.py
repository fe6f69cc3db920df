"""The cache page, for admins; for everybody else there is no such page."""

import asyncio
from dataclasses import dataclass
from typing import Any

import reflex as rx

from contentflow import limits, live, result_cache
from contentflow.errors import Forbidden, NotSignedIn, TooManyRequests
from contentflow.names import AGENT_LABELS, AGENT_ORDER, AgentName
from contentflow.person import Person
from contentflow.result_cache import Kept
from contentflow.state import words
from contentflow.state.session import address_of, entrance, person_of

_CALM = 2.0  # seconds between two looks while something happens
_RECHECK = 60.0  # seconds between two looks otherwise
ALL = "all"


@dataclass
class CacheLine:
    """What is held of one agent, or of all; the moments are ISO UTC."""

    name: str = ""
    label: str = ""
    rate: str = ""
    percent: int = 0
    hits: str = ""
    held: str = ""
    size: str = ""
    seconds: str = ""
    usd: str = ""
    lifetime: str = ""
    oldest: str = ""
    newest: str = ""
    filled: bool = False


class CacheState(rx.State):
    """The figures, and the question that waits for an answer."""

    phase: str = "loading"  # loading, missing or found
    lines: list[CacheLine] = []
    total: CacheLine = CacheLine()
    asked: CacheLine = CacheLine()  # whose entries shall go
    problem: str = ""
    said: str = ""

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the figures and keep them true until the page is left."""
        async with self:
            self.asked, self.problem, self.said = CacheLine(), "", ""
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    await _show(self, await person_of(self))
                    await subscription.wait(_RECHECK)
                    await asyncio.sleep(_CALM)
                    subscription.take()
        except NotSignedIn:
            yield await entrance(self)
        except Forbidden:
            async with self:
                self.phase, self.lines, self.total = "missing", [], CacheLine()

    @rx.event
    def ask(self, name: str) -> None:
        """Ask before entries are let go."""
        every = [self.total, *self.lines]
        self.asked = next((line for line in every if line.name == name), CacheLine())

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Keep them."""
        if not opened:
            self.asked = CacheLine()

    @rx.event(background=True)
    async def clear(self) -> Any:
        """Let go of the entries that were asked about."""
        async with self:
            name, self.asked, self.problem, self.said = self.asked.name, CacheLine(), "", ""
        if name not in (ALL, *AGENT_ORDER):
            return
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            agent = None if name == ALL else AgentName(name)
            count = await result_cache.clear(person, agent, address_of(self))
            await _show(self, person)
        except NotSignedIn:
            yield await entrance(self)
        except (Forbidden, TooManyRequests) as error:
            async with self:
                self.problem = str(error)
        else:
            async with self:
                self.said = f"{words.count(count, 'entry', 'entries')} cleared"


async def _show(state: CacheState, person: Person) -> None:
    found = await result_cache.figures(person)
    values = {
        "phase": "found",
        "lines": [line_of(name, AGENT_LABELS[name], kept) for name, kept in found.agents.items()],
        "total": line_of(ALL, "All agents", found.all),
    }
    async with state:
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)


def line_of(name: str, label: str, kept: Kept) -> CacheLine:
    """Figures in words."""
    rate = kept.hit_rate
    saved = kept.saved_seconds
    return CacheLine(
        name=str(name),
        label=label,
        rate="–" if rate is None else f"{rate}%",
        percent=rate or 0,
        hits=f"{kept.hits:,} of {words.count(kept.executions, 'execution')}",
        held=f"{kept.entries:,}",
        size=words.size(kept.bytes),
        seconds=words.duration(saved) if saved else "–",
        usd=_usd(kept),
        lifetime=_lifetime(kept.hours),
        oldest=kept.oldest.isoformat() if kept.oldest else "",
        newest=kept.newest.isoformat() if kept.newest else "",
        filled=kept.entries > 0,
    )


def _usd(kept: Kept) -> str:
    if not kept.saved_seconds:
        return "–"
    return words.money(kept.saved_usd)


def _lifetime(hours: float | None) -> str:
    if hours is None:
        return ""
    if not hours:
        return "off"
    days = hours / 24
    return words.count(int(days), "day") if days == int(days) else f"{hours:g} h"
