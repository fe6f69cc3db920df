"""The set-up and log-in pages: what a visitor who is not signed in may know, and no more."""

from typing import Any

import reflex as rx

from contentflow import engine, first_account, routes
from contentflow.errors import NotSignedIn
from contentflow.state.rows import ModelCard
from contentflow.state.session import person_of
from contentflow.state.shell import model_card

SAID = {  # what a form answers with, by the code in its address
    "link": "This link was used, has expired, or was taken back. Ask an admin for a new one.",
    "credentials": "That email and password do not match an account.",
    "ended": "Your session has ended. Log in to go on where you were.",
    "signed_out": "Log in to see that page.",
    "too_many": "Too many attempts. Wait 15 minutes, then try again.",
    "exists": "There is an account already. Log in.",
    "conflict": "There is an account already. Log in.",
    "name": "Enter your name, at most 100 characters.",
    "email": "Enter an email address, like name@company.com.",
    "company": "Enter your company's name, at most 100 characters.",
    "password": "Use 12 characters or more; a sentence works well.",
    "code": "That is not the code the server printed when it started.",
}

FIELDS = ("name", "email", "company", "password", "code")  # as the form has them


class SetupState(rx.State):
    """The model in use, whether there is an account, and what was wrong with the last try."""

    phase: str = "loading"  # loading, first (no account yet), connect (signed in) or login
    model: ModelCard = ModelCard()
    asks_code: bool = False
    error: str = ""
    wrong: dict[str, str] = {}  # by field of the first account
    filled: dict[str, str] = {}
    focus: str = ""
    next: str = routes.HOME  # where the log-in leads
    visit: str = ""  # tells one answer from the next, so that the form is filled anew

    @rx.event
    async def load_setup(self) -> Any:
        """Show the form for the first account, or how to connect a model to who is signed in."""
        await self._load()
        self.asks_code = bool(first_account.setup_code())
        if not await first_account.exists():
            self.phase = "first"
            return None
        if not await self._is_signed_in():
            return rx.redirect(routes.LOGIN)
        self.phase = "connect"
        return None

    @rx.event
    async def load_login(self) -> Any:
        """Show the log-in, unless there is no account yet or somebody is signed in."""
        await self._load()
        if not await first_account.exists():
            return rx.redirect(routes.SETUP)
        if await self._is_signed_in():
            return rx.redirect(self.next)
        self.phase = "login"
        return None

    async def _load(self) -> None:
        said = dict(self.router.url.query_parameters)
        self.next = routes.after_log_in(str(said.get("next", "")))
        codes = [code for code in str(said.get("error", "")).split(",") if code in SAID]
        self.wrong = {code: SAID[code] for code in codes if code in FIELDS}
        self.error = " ".join(SAID[code] for code in codes if code not in FIELDS)
        self.filled = {name: str(said.get(name, "")) for name in routes.SETUP_KEEPS}
        self.visit = " ".join([*codes, *self.filled.values()])
        self.focus = next((name for name in FIELDS if name in self.wrong), FIELDS[0])
        if await self._is_signed_in() or not await first_account.exists():
            self.model = model_card((await engine.status())["model"])
        if first_account.setup_code() and not await self._is_signed_in():
            self.model.about = ""  # an address of the network is nothing for a stranger
            self.model.error = ""

    async def _is_signed_in(self) -> bool:
        try:
            await person_of(self)
        except NotSignedIn:
            return False
        return True
