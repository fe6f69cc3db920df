"""The settings page: what this person hears of. Admins find more there, in states of their own."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from contentflow import limits, preferences
from contentflow.errors import NotSignedIn, TooManyRequests
from contentflow.names import NOTICE_LABELS, NoticeKind, Role
from contentflow.person import Person
from contentflow.preferences import Choice
from contentflow.state.session import entrance, person_of

# These happen while one looks at something else.
_NO_TOAST = (NoticeKind.SHARED, NoticeKind.BATCH)


@dataclass
class ChoiceLine:
    """One kind of notice with its two switches."""

    kind: str = ""
    label: str = ""
    toast: bool = True
    inbox: bool = True
    toastable: bool = True


class SettingsState(rx.State):
    """A person's own choices."""

    phase: str = "loading"  # loading or ready
    admin: bool = False
    choices: list[ChoiceLine] = []
    problem: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show what is chosen."""
        try:
            person = await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        await self._show(person)
        return None

    async def _show(self, person: Person) -> None:
        self.phase, self.problem, self.admin = "ready", "", person.role is Role.ADMIN
        self.choices = [choice_line(choice) for choice in await preferences.of(person)]

    @rx.event
    async def turn(self, kind: str, where: str) -> Any:
        """Switch one kind on or off for toasts or for the inbox."""
        line = next((line for line in self.choices if line.kind == kind), None)
        if line is None or where not in ("toast", "inbox"):
            return None
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            change = {str(where): not getattr(line, where)}
            await preferences.choose(person, NoticeKind(line.kind), **change)
        except NotSignedIn:
            return await entrance(self)
        except TooManyRequests as error:
            self.problem = str(error)
            return None
        await self._show(person)
        return None


def choice_line(choice: Choice) -> ChoiceLine:
    """A choice as the page shows it."""
    return ChoiceLine(
        choice.kind.value,
        NOTICE_LABELS[choice.kind],
        choice.toast,
        choice.inbox,
        choice.kind not in _NO_TOAST,
    )
