"""The pages behind a link: an invitation becomes an account, a password link a password."""

from collections.abc import Awaitable, Callable

import reflex as rx

from contentflow import invitations, routes
from contentflow.errors import NotFound, NotSignedIn
from contentflow.state.session import person_of
from contentflow.state.setup import SAID

_FIELDS = ("name", "email", "password")
_SAID = SAID | {"email": "Enter an email address that has no account here yet."}


class InviteState(rx.State):
    """Whether the link of the address can be used, and what was wrong with the last try."""

    phase: str = "loading"  # loading, open, gone or inside (somebody is signed in)
    token: str = ""
    about: str = ""  # the role that is offered, or whose password it is
    who: str = ""  # who is signed in already
    error: str = ""
    wrong: dict[str, str] = {}
    filled: dict[str, str] = {}
    focus: str = "name"
    visit: str = ""

    @rx.event
    async def load_invite(self) -> None:
        """Show the form of an invitation."""
        await self._load(invitations.look, "name")

    @rx.event
    async def load_reset(self) -> None:
        """Show the form of a password link."""
        await self._load(invitations.look_reset, "password")

    async def _load(self, look: Callable[[str], Awaitable[str]], first: str) -> None:
        self._read(first)
        token = self.router.url.path.rstrip("/").rpartition("/")[2]
        self.token, self.about = "", ""
        try:
            self.about = str(await look(token))
        except NotFound:
            self.phase = "gone"
            return
        self.who = await _signed_in(self)
        self.phase, self.token = "inside" if self.who else "open", token

    def _read(self, first: str) -> None:
        said = dict(self.router.url.query_parameters)
        codes = [code for code in str(said.get("error", "")).split(",") if code in _SAID]
        self.wrong = {code: _SAID[code] for code in codes if code in _FIELDS}
        self.error = " ".join(_SAID[code] for code in codes if code not in _FIELDS)
        self.filled = {name: str(said.get(name, "")) for name in routes.JOIN_KEEPS}
        self.visit = " ".join([*codes, *self.filled.values()])
        self.focus = next((name for name in _FIELDS if name in self.wrong), first)


async def _signed_in(state: rx.State) -> str:
    try:
        return (await person_of(state)).name
    except NotSignedIn:
        return ""
