"""The account page: one's name, password, sessions and API tokens."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import reflex as rx

from contentflow import accounts, limits, live, tokens
from contentflow.errors import Conflict, Invalid, NotFound, NotSignedIn, TooManyRequests
from contentflow.person import Person
from contentflow.state.people_rows import ROLE_WORDS, TokenLine, token_line
from contentflow.state.session import address_of, entrance, now_of, person_of
from contentflow.state.watching import rights_changed

_SAID = {
    "old_password": "That is not your password.",
    "password": "Use 12 characters or more; a sentence works well.",
    "too_many": "Too many attempts. Wait 15 minutes, then try again.",
}
_DONE = {"password": "Password changed. You are logged out everywhere else."}


class AccountState(rx.State):
    """Who is signed in, and what was said to the last change."""

    phase: str = "loading"
    name: str = ""
    email: str = ""
    role: str = ""
    tokens: list[TokenLine] = []
    fresh: str = ""  # a token just made, shown this once
    problems: dict[str, str] = {}
    said: str = ""
    asking: str = ""  # the token whose revocation is asked for, or "sessions"
    visit: str = ""

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the account and keep it true until the page is left."""
        async with self:
            self._begin()
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    values = await _look(await person_of(self), now_of(self))
                    async with self:
                        self._show(values)
                    await rights_changed(subscription)
        except NotSignedIn:
            yield await entrance(self)

    def _begin(self) -> None:
        query = dict(self.router.url.query_parameters)
        codes = [code for code in str(query.get("error", "")).split(",") if code in _SAID]
        self.problems = {code: _SAID[code] for code in codes}
        self.said = _DONE.get(str(query.get("done", "")), "")
        self.fresh, self.asking, self.visit = "", "", " ".join(codes)

    def _show(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _do(
        self, deed: Callable[[Person, str], Awaitable[Any]], beside: str, said: str
    ) -> Any:
        self.problems, self.said, self.asking = {}, "", ""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await deed(person, address_of(self))
            self._show(await _look(await person_of(self), now_of(self)))
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problems = dict(error.fields)
        except (Conflict, NotFound, TooManyRequests) as error:
            self.problems = {beside: str(error)}
        else:
            self.said = said
        return None

    @rx.event
    async def rename(self, form: dict[str, Any]) -> Any:
        """Give oneself another name."""
        name = form.get("name", "") if isinstance(form, dict) else ""
        typed = name if isinstance(name, str) else ""
        return await self._do(lambda me, at: accounts.rename(me, typed, at), "name", "Name changed")

    @rx.event
    async def create_token(self) -> Any:
        """Make a token; it is shown this once."""

        async def deed(me: Person, at: str) -> None:
            self.fresh = await tokens.create_own(me, at)

        return await self._do(deed, "token", "")

    @rx.event
    def forget_token(self) -> None:
        """The token was copied; take it off the page."""
        self.fresh = ""

    @rx.event
    async def revoke(self) -> Any:
        """Make the token useless that was asked about."""
        token_id, self.fresh = self.asking, ""
        return await self._do(
            lambda me, at: tokens.revoke_own(me, token_id, at), "token", "Token revoked"
        )

    @rx.event
    def ask(self, what: str) -> None:
        """Ask before a token is revoked or every session ended."""
        if what == "sessions" or any(line.id == what for line in self.tokens):
            self.asking = what

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Shut the dialog."""
        if not opened:
            self.asking = ""


async def _look(person: Person, moment: datetime) -> dict[str, Any]:
    return {
        "phase": "found",
        "name": person.name,
        "email": person.email,
        "role": ROLE_WORDS[person.role],
        "tokens": [token_line(one, moment) for one in await tokens.own(person)],
    }
