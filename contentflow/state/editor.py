"""The block editor of the campaign page. What is typed lives in the browser; here it is measured,
saved, and brought together with what others saved meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import reflex as rx

from contentflow import campaigns, engine, limits, live, runs, versions
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.models import now
from contentflow.names import RunStatus
from contentflow.person import Person
from contentflow.state.campaign_scores import CheckGroup, Gauge, gauges_of, groups_of
from contentflow.state.campaign_slots import spread
from contentflow.state.draft_rows import (
    DraftScores,
    conflict_data,
    saved_scores,
    scores_of,
    summary_of,
    text_data,
)
from contentflow.state.session import campaign_of, entrance, person_of
from contentflow.versions import Draft, Overtaken, Saved, Version

_LONGEST_WAIT = 120.0  # seconds for an agent to stop
_LOOK = 1.0  # seconds between looks while waiting
_AT_WORK = (RunStatus.QUEUED, RunStatus.RUNNING)
_REFUSED = (NotFound, Forbidden, Conflict, TooManyRequests)


class EditorState(rx.State):
    """The text that is being edited: version `base` as it was, and what the draft would score."""

    campaign: str = ""  # the one that all of this is of
    opened: bool = False
    taking_over: bool = False  # waiting until the agents have stopped
    base: int = 0
    text: dict[str, Any] = {}
    focus: str = ""  # the block to begin with
    gauges: list[Gauge] = []
    groups_0: list[CheckGroup] = []
    groups_1: list[CheckGroup] = []
    groups_2: list[CheckGroup] = []
    groups_3: list[CheckGroup] = []
    summary: str = ""
    problems: dict[str, str] = {}  # by block or line
    conflict: dict[str, Any] = {}
    said: str = ""
    problem: str = ""
    answers: int = 0  # how many saves were answered
    saves: int = 0  # how many made a version, the last of them from version `saved_from`
    saved_from: int = 0
    _overall: int | None = None
    _drafts: int = 0

    @rx.event
    async def open(self, block_id: str = "") -> Any:
        """Edit the text as it is now."""
        campaign_id = campaign_of(self)

        async def begin(person: Person) -> None:
            self._begin(await versions.opened(person, campaign_id), str(block_id))

        return await self._do(begin)

    @rx.event
    def close(self) -> None:
        """Leave the text as it is saved."""
        self._end()

    @rx.event
    def read(self) -> None:
        """The message was read."""
        self.said, self.problem = "", ""

    @rx.event(background=True)
    async def draft(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        """Measure what has been typed; only the latest counts."""
        async with self:
            self._drafts += 1
            number, campaign_id = self._drafts, campaign_of(self)
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            document, brief = await versions.read(person, campaign_id, _draft_of(data))
            if number != self._drafts:
                return  # more was typed meanwhile
            report = await engine.measure(document, brief)
        except NotSignedIn:
            yield await entrance(self)
            return
        except Invalid as error:
            async with self:
                self.problems = error.fields
            return
        except _REFUSED as error:
            async with self:
                self.problem = str(error)
            return
        async with self:
            if number == self._drafts and self.opened and campaign_id == self.campaign:
                self.summary, self.problems = summary_of(report.overall, self._overall), {}
                self._show_scores(scores_of(report))

    @rx.event
    async def save(self, data: dict[str, Any]) -> Any:
        """Make the draft the next version, or show what others changed meanwhile."""
        campaign_id = campaign_of(self)
        stays = isinstance(data, dict) and data.get("stays") is True

        async def keep(person: Person) -> None:
            saved = await versions.save(person, campaign_id, _draft_of(data), engine.measure)
            if stays:
                self._begin(await versions.opened(person, campaign_id), "")
            else:
                self._end()
            self.said, self.saves = _said(saved), self.saves + 1
            self.saved_from = _base_of(data)

        return await self._do(keep)

    @rx.event(background=True)
    async def take_over(self) -> AsyncIterator[Any]:
        """Pause the agents, wait until they have stopped, and edit."""
        async with self:
            campaign_id = self.campaign = campaign_of(self)
            self.said, self.problem, self.taking_over = "", "", True
        try:
            person = await person_of(self)
            version = await _paused(person, campaign_id)
        except NotSignedIn:
            yield await entrance(self)
        except _REFUSED as error:
            async with self:
                self.problem = str(error)
        else:
            async with self:
                self._begin(version, "")
        finally:
            async with self:
                self.taking_over = False

    @rx.event
    async def give_back(self) -> Any:
        """Let the agents go on, on the text as it is saved."""
        campaign_id = campaign_of(self)

        async def resume(person: Person) -> None:
            shown = await campaigns.snapshot(person, campaign_id)
            await runs.resume(person, shown.run_id)
            engine.wake()
            self._end()

        return await self._do(resume)

    def _begin(self, version: Version, block_id: str) -> None:
        self.opened, self.base, self.focus = True, version.row.number, block_id
        self.text, self._overall = text_data(version.document), version.row.overall
        self.conflict, self.problems, self.summary = {}, {}, ""
        self._show_scores(saved_scores(version))

    def _end(self) -> None:
        self.opened, self.text, self.focus = False, {}, ""
        self.conflict, self.problems, self.summary = {}, {}, ""
        self.gauges = []
        self.groups_0, self.groups_1, self.groups_2, self.groups_3 = [], [], [], []

    def _show_scores(self, scores: DraftScores) -> None:
        values = {"gauges": gauges_of(scores), "groups": groups_of(scores, now())}
        for name, value in spread(values).items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _do(self, deed: Callable[[Person], Awaitable[None]]) -> Any:
        self.said, self.problem, self.campaign = "", "", campaign_of(self)
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await deed(person)
        except NotSignedIn:
            return await entrance(self)
        except Overtaken as error:
            self.conflict = conflict_data(error)
        except Invalid as error:
            self.problems = error.fields
        except _REFUSED as error:
            self.problem = str(error)
        finally:
            self.answers += 1
        return None


def _draft_of(data: object) -> Draft:
    if not isinstance(data, dict):
        raise Invalid({"blocks": "Send the text as an object."})
    return Draft(data.get("base", 0), data)


def _base_of(data: dict[str, Any]) -> int:
    """The version that the browser keeps the draft under; after a conflict not its base."""
    kept = data.get("from")
    return kept if type(kept) is int and 0 <= kept < 2**31 else 0


def _said(saved: Saved) -> str:
    if not saved.changed:
        return f"Nothing was changed; the text is at version {saved.number}."
    others = ", with what others changed meanwhile" if saved.merged else ""
    return f"Saved as version {saved.number}{others}."


async def _paused(person: Person, campaign_id: str) -> Version:
    """The text as soon as the agents have stopped, or ended by themselves."""
    with live.subscribe(campaign_id) as subscription:
        shown = await campaigns.snapshot(person, campaign_id)
        if shown.run_status in _AT_WORK:
            await runs.pause(person, shown.run_id)
            engine.wake()
        end = asyncio.get_running_loop().time() + _LONGEST_WAIT
        while True:
            try:
                return await versions.opened(person, campaign_id)
            except Conflict:
                if asyncio.get_running_loop().time() > end:
                    raise
            await subscription.wait(_LOOK)
            subscription.take()
