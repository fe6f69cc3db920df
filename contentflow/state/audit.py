"""The audit log, for admins; for everybody else there is no such page."""

from typing import Any

import reflex as rx

from contentflow import audit, limits, team
from contentflow.audit import Filter
from contentflow.errors import Forbidden, NotSignedIn, TooManyRequests
from contentflow.names import AuditAction
from contentflow.person import Person
from contentflow.state.people_rows import AuditLine, PersonLine, audit_line, person_line
from contentflow.state.session import entrance, person_of

_PAGE = 50
_MOST = 1_000  # lines one page holds; older ones are found with a filter


class AuditState(rx.State):
    """The lines that are shown, the newest first."""

    phase: str = "loading"  # loading, missing or found
    lines: list[AuditLine] = []
    people: list[PersonLine] = []
    user_id: str = ""
    action: str = ""
    more: bool = False
    problem: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the newest lines."""
        self.user_id, self.action = "", ""
        return await self._fill(fresh=True)

    @rx.event
    async def choose_person(self, user_id: str) -> Any:
        """Only what somebody did or had done to them; "" is everybody."""
        self.user_id = user_id if isinstance(user_id, str) else ""
        return await self._fill(fresh=True)

    @rx.event
    async def choose_action(self, action: str) -> Any:
        """Only one kind of action; "" is every kind."""
        self.action = action if action in list(AuditAction) else ""
        return await self._fill(fresh=True)

    @rx.event
    async def older(self) -> Any:
        """Add the next older lines."""
        if self.more and len(self.lines) < _MOST:
            return await self._fill(fresh=False)
        return None

    async def _fill(self, *, fresh: bool) -> Any:
        self.problem = ""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await self._read(person, fresh=fresh)
        except NotSignedIn:
            return await entrance(self)
        except Forbidden:
            self.phase, self.lines, self.people = "missing", [], []
        except TooManyRequests as error:
            self.problem = str(error)
        return None

    async def _read(self, person: Person, *, fresh: bool) -> None:
        last = None if fresh or not self.lines else self.lines[-1].id
        only = Filter(self.user_id, self.action)
        found = await audit.listing(person, only, before=last, limit=_PAGE + 1)
        lines = [audit_line(entry) for entry in found[:_PAGE]]
        self.lines = lines if fresh else [*self.lines, *lines]
        self.more, self.phase = len(found) > _PAGE, "found"
        self.people = [person_line(one, person.id, None) for one in await team.listing(person)]
