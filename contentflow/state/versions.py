"""The Changes tab of the campaign page: the version rail, two versions compared, one put back."""

from typing import Any

import reflex as rx

from contentflow import changes, engine, limits, versions
from contentflow.changes import Changes
from contentflow.errors import Conflict, Forbidden, NotFound, NotSignedIn, TooManyRequests
from contentflow.models import now
from contentflow.names import AGENT_ORDER
from contentflow.person import Person
from contentflow.state.change_rows import (
    PEOPLE,
    EditRow,
    PartGroup,
    edits_of,
    groups_of,
    rest_of,
    reviewed_words,
)
from contentflow.state.session import campaign_of, entrance, person_of
from contentflow.state.version_rows import ScoreLine, VersionLine, line_of, score_line
from contentflow.versions import Course

_SHOWN = 20  # versions at a time
_FARTHEST = 20  # versions apart that are compared unasked
_VIEWS = ("inline", "twice", "final")
_REFUSED = (NotFound, Forbidden, Conflict, TooManyRequests)


class VersionsState(rx.State):
    """Which versions there are, and how two of them differ; the one being written is 0."""

    phase: str = ""  # loading, ready or failed
    lines: list[VersionLine] = []
    older: str = ""  # where the rail goes on
    score_line: ScoreLine = ScoreLine()
    latest: int = 0
    working: bool = False
    old: int = 0
    new: int = 0
    old_label: str = ""
    new_label: str = ""
    view: str = "inline"
    groups: list[PartGroup] = []
    edits: list[EditRow] = []
    agent: str = ""  # whose changes are listed and marked; "" is everybody's
    current: str = ""  # the change looked at
    asked: bool = False  # somebody asked for it; on a phone it opens only then
    said: str = ""
    problem: str = ""
    _follows: bool = True  # the newer one compared is the newest there is
    _campaign: str = ""

    @rx.var(cache=True)
    def rest(self) -> list[str]:
        """The changes that wait for a review, of those listed."""
        return rest_of(self.edits, self.agent)

    @rx.var(cache=True)
    def count(self) -> int:
        """How many changes there are."""
        return len(self.edits)

    @rx.var(cache=True)
    def reviewed(self) -> str:
        """ "2 of 9 reviewed"."""
        return reviewed_words(self.edits)

    @rx.var(cache=True)
    def place(self) -> str:
        """Where the current change stands."""
        return next((edit.place for edit in self.edits if edit.key == self.current), "")

    @rx.event
    async def load(self) -> Any:
        """Show the versions of the address's campaign, and what was changed since its draft."""
        campaign_id = campaign_of(self)
        if campaign_id != self._campaign:
            self._reset(campaign_id)
        return await self._do(self._read)

    @rx.event
    async def compare(self, old: int, new: int) -> Any:
        """Show the versions of the address's campaign, and of them the two it asks for."""
        campaign_id = campaign_of(self)
        if campaign_id != self._campaign:
            self._reset(campaign_id)
        if _is_number(old) and _is_number(new) and 0 < old != new > 0:
            self.old, self.new = sorted((old, new))
            self._follows = False
        return await self._do(self._read)

    @rx.event
    async def refresh(self) -> Any:
        """Something happened: look again, at the same versions or at the newest."""
        return await self._try(self._read) if self._campaign else None

    @rx.event
    async def show_more(self) -> Any:
        """Older versions, below those shown."""
        return await self._do(self._read_older) if self.older else None

    @rx.event
    async def pick(self, number: int) -> Any:
        """Show what one version changed; 0 is the one being written."""
        if not _is_number(number):
            return None
        self.new, self.old = number, number - 1 if number else self.latest
        self._follows = number in (0, self.latest)
        return await self._do(self._compare)

    @rx.event
    async def pick_old(self, number: int) -> Any:
        """Compare with this version instead."""
        if not _is_number(number):
            return None
        self.old = number
        return await self._do(self._compare)

    @rx.event
    def set_view(self, view: str) -> None:
        """Inline, side by side, or the final text."""
        self.view = view if view in _VIEWS else "inline"

    @rx.event
    def filter_agent(self, agent: str) -> None:
        """Only the changes of one agent, of people, or all."""
        self.agent = agent if agent in (*AGENT_ORDER, PEOPLE) else ""
        self.current = self._listed()[0] if self._listed() else ""

    @rx.event
    def choose(self, key: str) -> None:
        """Look at a change; a second time it is folded again."""
        known = key in [edit.key for edit in self.edits]
        again = self.asked and key == self.current
        self.current = key if known and not again else ""
        self.asked = bool(self.current)

    @rx.event
    def step(self, by: int) -> None:
        """Go to the next change of those listed, or the one before."""
        keys = self._listed()
        if not keys or by not in (1, -1):
            return
        at = keys.index(self.current) + by if self.current in keys else 0
        self.asked, self.current = True, keys[max(0, min(at, len(keys) - 1))]

    @rx.event
    def dismiss(self) -> None:
        """The message was read."""
        self.said, self.problem = "", ""

    @rx.event
    async def restore(self, number: int) -> Any:
        """Make an earlier version the text again."""
        campaign_id = self._campaign

        async def put_back(person: Person) -> None:
            saved = await versions.restore(person, campaign_id, number, engine.measure)
            self.said = f"Version {saved.number} has the text of version {number}."
            self._follows = True
            await self._read(person)

        return await self._do(put_back)

    def _reset(self, campaign_id: str) -> None:
        self.reset()  # type: ignore[no-untyped-call]
        self._campaign, self.phase = campaign_id, "loading"

    def _listed(self) -> list[str]:
        return [edit.key for edit in self.edits if self.agent in ("", edit.agent)]

    async def _do(self, deed: Any) -> Any:
        """What somebody asked for: what was said before is over."""
        self.said, self.problem = "", ""
        return await self._try(deed)

    async def _try(self, deed: Any) -> Any:
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await deed(person)
        except NotSignedIn:
            return await entrance(self)
        except _REFUSED as error:
            self.problem = str(error)
            if self.phase == "loading":
                self.phase = "failed"
        return None

    async def _read(self, person: Person) -> None:
        found = await versions.course(person, self._campaign)
        page = await versions.listing(
            person, self._campaign, limit=max(_SHOWN, min(len(self.lines), 100))
        )
        self.lines = [line_of(row, now()) for row in page.items]
        self.older = page.next_cursor or ""
        self.latest = found.points[-1].number if found.points else 0
        self.working = found.working
        if not self._follows and self.new > self.latest:
            self.problem = f"There is no version {self.new}."
            self.old, self._follows = 0, True
        if self._follows:
            self._choose_pair(found)
        await self._compare(person)

    def _choose_pair(self, found: Course) -> None:
        """The newest text, with the one compared before or the draft it began with."""
        self.new = 0 if self.working else self.latest
        if self.old and self.old < (self.new or self.latest + 1):
            return
        drafts = [point.number for point in found.points if point.drafted]
        first = max(drafts[-1] if drafts else 1, self.latest - _FARTHEST)
        self.old = first if first < self.latest else max(0, self.latest - 1)
        if self.working:
            self.old = self.latest

    async def _read_older(self, person: Person) -> None:
        page = await versions.listing(person, self._campaign, cursor=self.older, limit=_SHOWN)
        self.lines += [line_of(row, now()) for row in page.items]
        self.older = page.next_cursor or ""

    async def _compare(self, person: Person) -> None:
        found = await versions.course(person, self._campaign)
        self.score_line = score_line(found, self.old, self.new or self.latest)
        compared = await self._changes(person)
        self.groups, self.edits = groups_of(compared), edits_of(compared)
        self.old_label, self.new_label = self._label(self.old), self._label(self.new)
        keys = self._listed()
        if self.current not in keys:
            waiting = [key for key in keys if key in rest_of(self.edits, self.agent)]
            self.current = (waiting or keys or [""])[0]
        self.phase = "ready"

    def _label(self, number: int) -> str:
        """ "v4 Content Quality"."""
        if not number:
            return "Being written" if self.working else ""
        author = next((line.author for line in self.lines if line.number == number), "")
        return f"v{number} {author}".strip()

    async def _changes(self, person: Person) -> Changes:
        if self.new == 0 and self.working:
            return await changes.live(person, self._campaign)
        if not 0 < self.old < self.new:
            return Changes([], [])
        return await changes.between(person, self._campaign, self.old, self.new)


def _is_number(number: object) -> bool:
    return type(number) is int and 0 <= number < 2**31
