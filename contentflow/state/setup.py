"""The set-up and log-in pages: what a visitor who is not signed in may know, and no more."""

from typing import Any

import reflex as rx

from contentflow import accounts, engine, routes
from contentflow.errors import NotSignedIn
from contentflow.state.rows import ModelCard
from contentflow.state.session import person_of
from contentflow.state.shell import model_card

_ERRORS = {
    "credentials": "That email and password do not match an account.",
    "too_many": "Too many attempts. Wait 15 minutes, then try again.",
    "exists": "There is an account already. Log in.",
    "conflict": "There is an account already. Log in.",
    "name": "Enter your name, at most 100 characters.",
    "email": "Enter an email address, like name@company.com.",
    "company": "Enter your company's name, at most 100 characters.",
    "password": "Use 12 characters or more; a sentence works well.",
    "code": "That is not the code the server printed when it started.",
}


class SetupState(rx.State):
    """The model in use, whether there is an account, and what was wrong with the last try."""

    phase: str = "loading"  # loading, first (no account yet), connect (signed in) or login
    model: ModelCard = ModelCard()
    asks_code: bool = False
    error: str = ""
    wrong: dict[str, str] = {}

    @rx.event
    async def load_setup(self) -> Any:
        """Show the form for the first account, or how to connect a model to who is signed in."""
        await self._load()
        self.asks_code = bool(accounts.setup_code())
        if not await accounts.has_accounts():
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
        if not await accounts.has_accounts():
            return rx.redirect(routes.SETUP)
        if await self._is_signed_in():
            return rx.redirect(routes.HOME)
        self.phase = "login"
        return None

    async def _load(self) -> None:
        said = str(self.router.url.query_parameters.get("error", ""))
        codes = [code for code in said.split(",") if code in _ERRORS]
        self.wrong = {code: _ERRORS[code] for code in codes}
        self.error = " ".join(_ERRORS[code] for code in codes)
        if await self._is_signed_in() or not await accounts.has_accounts():
            self.model = model_card((await engine.status())["model"])

    async def _is_signed_in(self) -> bool:
        try:
            await person_of(self)
        except NotSignedIn:
            return False
        return True
