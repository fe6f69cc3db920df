"""The team page: who is in, with what role; links that let people in; what people own."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from contentflow import holdings, invitations, limits, live, routes, team
from contentflow.config import config
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.models import now
from contentflow.names import Role
from contentflow.person import Person
from contentflow.state.people_rows import (
    HoldingLine,
    InviteLine,
    PersonLine,
    holding_line,
    invite_line,
    person_line,
)
from contentflow.state.session import address_of, entrance, now_of, person_of
from contentflow.state.watching import rights_changed

Deed = Callable[[Person, str], Awaitable[Any]]
_REFUSED = (Conflict, Forbidden, NotFound, TooManyRequests)
_ONCE = "It works once and expires in {}. It is not shown again."


class TeamState(rx.State):
    """The people, and what was said to the last change. Admins see more."""

    phase: str = "loading"
    admin: bool = False
    people: list[PersonLine] = []
    invites: list[InviteLine] = []
    problems: dict[str, str] = {}  # by person; "" is the page's
    link: str = ""
    link_title: str = ""
    link_about: str = ""
    asking: str = ""  # the open dialog: deactivate or holdings
    asked: PersonLine = PersonLine()
    owned: list[HoldingLine] = []
    doomed: str = ""  # the campaign whose deletion waits for the typed word
    dialog_problem: str = ""
    said: str = ""

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Show the team and keep it true until the page is left."""
        async with self:
            self._shut()
            self.problems, self.link, self.said = {}, "", ""
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    values = await _look(await person_of(self))
                    async with self:
                        self._show(values)
                    await rights_changed(subscription)
        except NotSignedIn:
            yield await entrance(self)

    def _show(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _do(self, deed: Deed, beside: str = "", said: str = "") -> Any:
        """Do it as who is signed in; a refusal is said beside whom it is about."""
        self.problems, self.said = {}, ""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            done = await deed(person, address_of(self))
            self._show(await _look(await person_of(self)))
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self._refuse(beside, " ".join(error.fields.values()))
        except _REFUSED as error:
            self._refuse(beside, str(error))
        else:
            self.said = said.format(done)
        return None

    def _refuse(self, beside: str, why: str) -> None:
        if self.asking:
            self.dialog_problem = why
        else:
            self.problems = {beside: why}

    @rx.event
    async def set_role(self, user_id: str, role: str) -> Any:
        """Give somebody another role."""
        if role not in list(Role):
            return None
        return await self._do(
            lambda me, at: team.set_role(me, str(user_id), Role(role), at),
            str(user_id),
            "Role changed",
        )

    @rx.event
    async def invite(self, form: dict[str, Any]) -> Any:
        """Make a link that opens one account; it is shown this once."""
        role = form.get("role") if isinstance(form, dict) else None
        if role not in list(Role):
            return None
        chosen = Role(str(role))

        async def deed(me: Person, at: str) -> None:
            token = await invitations.invite(me, chosen, at)
            self._offer(routes.invite(token), f"Link for a new {chosen.value}", "7 days")

        return await self._do(deed)

    @rx.event
    async def make_reset(self, user_id: str) -> Any:
        """Make a link with which somebody chooses a new password."""
        name = self._line(user_id).name

        async def deed(me: Person, at: str) -> None:
            token = await invitations.offer_reset(me, str(user_id), at)
            self._offer(routes.reset(token), f"Password link for {name}", "24 hours")

        return await self._do(deed, str(user_id))

    def _offer(self, path: str, title: str, life: str) -> None:
        self.link, self.link_title = f"{config().address}{path}", title
        self.link_about = _ONCE.format(life)

    @rx.event
    def forget_link(self) -> None:
        """The link was copied; take it off the page."""
        self.link = ""

    @rx.event
    async def take_back(self, invitation_id: str) -> Any:
        """Make an invitation useless."""
        return await self._do(
            lambda me, at: invitations.revoke(me, str(invitation_id), at),
            said="Invitation taken back",
        )

    @rx.event
    def ask_deactivate(self, user_id: str) -> None:
        """Ask first, by name."""
        self._ask("deactivate", user_id)

    @rx.event
    async def deactivate(self) -> Any:
        """Shut the person out who was asked about."""
        user_id, name = self.asked.id, self.asked.name
        self._shut()
        return await self._do(
            lambda me, at: team.deactivate(me, user_id, at), user_id, f"{name} is deactivated"
        )

    @rx.event
    async def reactivate(self, user_id: str) -> Any:
        """Let somebody in again."""
        return await self._do(
            lambda me, at: team.reactivate(me, str(user_id), at), str(user_id), "Reactivated"
        )

    @rx.event
    async def open_holdings(self, user_id: str) -> Any:
        """Show what somebody owns, without what it is about."""
        self._ask("holdings", user_id)
        return await self._do(self._read_holdings)

    async def _read_holdings(self, me: Person, _at: str) -> None:
        here = now_of(self)
        found = await holdings.listing(me, self.asked.id)
        self.owned = [holding_line(one, here) for one in found]

    @rx.event
    async def transfer(self, form: dict[str, Any]) -> Any:
        """Hand everything somebody owns to somebody else."""
        heir = str(form.get("heir", "")) if isinstance(form, dict) else ""
        owner, self.dialog_problem = self.asked.id, ""
        done = await self._do(
            lambda me, at: holdings.transfer(me, owner, heir, at), said="{} transferred"
        )
        if self.said:
            self._shut()
        return done

    @rx.event
    def ask_delete(self, campaign_id: str) -> None:
        """Ask for the word before a campaign is deleted; asked again, do not."""
        self.doomed = "" if campaign_id == self.doomed else str(campaign_id)
        self.dialog_problem = ""

    @rx.event
    async def delete(self, form: dict[str, Any]) -> Any:
        """Delete the campaign that was asked about, once the word was typed."""
        typed = str(form.get("word", "")) if isinstance(form, dict) else ""
        campaign_id, self.dialog_problem = self.doomed, ""
        if typed.strip().lower() != "delete":
            self.dialog_problem = "Type delete to confirm."
            return None

        async def deed(me: Person, at: str) -> None:
            await holdings.remove(me, campaign_id, at)
            self.doomed = ""
            await self._read_holdings(me, at)

        return await self._do(deed, said="Campaign deleted")

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Shut the dialog."""
        if not opened:
            self._shut()

    def _ask(self, what: str, user_id: str) -> None:
        self._shut()
        found = self._line(user_id)
        if found.id:
            self.asking, self.asked = what, found

    def _line(self, user_id: str) -> PersonLine:
        return next((line for line in self.people if line.id == user_id), PersonLine())

    def _shut(self) -> None:
        self.asking, self.owned, self.doomed, self.dialog_problem = "", [], "", ""


async def _look(person: Person) -> dict[str, Any]:
    admin = person.role is Role.ADMIN
    owned = await holdings.counts(person) if admin else None
    moment = now()
    return {
        "phase": "found",
        "admin": admin,
        "people": [
            person_line(one, person.id, owned.get(one.id, 0) if owned is not None else None)
            for one in await team.listing(person)
        ],
        "invites": [invite_line(one, moment) for one in await invitations.listing(person)]
        if admin
        else [],
    }
