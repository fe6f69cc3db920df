"""The share dialog of the campaign page: who may see a campaign, changed by its owner."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from contentflow import limits, sharing
from contentflow.errors import Forbidden, Invalid, NotFound, NotSignedIn, TooManyRequests
from contentflow.names import Visibility
from contentflow.person import Person
from contentflow.state.people_rows import MemberLine, member_line
from contentflow.state.session import address_of, entrance, person_of

_SHOWN = 8  # people offered at a time; the rest is found by name
_LONGEST_FIND = 100


class ShareState(rx.State):
    """How the campaign of the address is shared, while the dialog is open."""

    opened: bool = False
    own: bool = False
    owner: str = ""
    visibility: str = ""
    members: list[MemberLine] = []
    offered: list[MemberLine] = []
    more: bool = False
    find: str = ""
    problem: str = ""
    said: str = ""
    _campaign: str = ""
    _people: list[MemberLine] = []

    @rx.event
    async def show(self) -> Any:
        """Open the dialog for the campaign of the address."""
        self._campaign = self.router.url.path.rstrip("/").rpartition("/")[2]
        self.find = ""
        return await self._do(_nothing, "")

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Shut the dialog."""
        if not opened:
            self.opened, self.members, self.offered, self._people = False, [], [], []

    @rx.event
    def search(self, text: str) -> None:
        """Offer only people with these words in their name."""
        self.find = text[:_LONGEST_FIND] if isinstance(text, str) else ""
        self._offer()

    @rx.event
    async def set_visibility(self, value: str) -> Any:
        """Open the campaign to the team, or close it."""
        if value not in list(Visibility):
            return None
        chosen, campaign_id = Visibility(value), self._campaign
        said = "Shared with the team" if chosen is Visibility.TEAM else "Private now"
        return await self._do(
            lambda me, at: sharing.set_visibility(me, campaign_id, chosen, at), said
        )

    @rx.event
    async def add(self, user_id: str) -> Any:
        """Let somebody view the campaign."""
        self.find = ""
        return await self._share(str(user_id), edit=False, said="Added")

    @rx.event
    async def set_right(self, user_id: str, right: str) -> Any:
        """Let a member edit, or only view."""
        return await self._share(str(user_id), edit=right == "edit", said="Changed")

    async def _share(self, user_id: str, *, edit: bool, said: str) -> Any:
        campaign_id = self._campaign
        return await self._do(
            lambda me, at: sharing.share(me, campaign_id, user_id, may_edit=edit, address=at), said
        )

    @rx.event
    async def remove(self, user_id: str) -> Any:
        """Take somebody's access away."""
        campaign_id = self._campaign
        return await self._do(
            lambda me, at: sharing.unshare(me, campaign_id, str(user_id), at), "Removed"
        )

    async def _do(self, deed: Callable[[Person, str], Awaitable[Any]], said: str) -> Any:
        self.problem, self.said = "", ""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await deed(person, address_of(self))
            await self._read(person)
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problem = " ".join(error.fields.values())
        except (Forbidden, NotFound, TooManyRequests) as error:
            self.problem = str(error)
        else:
            self.opened, self.said = True, said
        return None

    async def _read(self, person: Person) -> None:
        found = await sharing.of(person, self._campaign)
        self.own, self.owner, self.visibility = found.own, found.owner, found.visibility.value
        self.members = [member_line(one) for one in found.members]
        others = await sharing.candidates(person, self._campaign) if found.own else []
        self._people = [member_line(one) for one in others]
        self._offer()

    def _offer(self) -> None:
        asked = self.find.casefold().split()
        matching = [
            line
            for line in self._people
            if all(word in f"{line.name} {line.email}".casefold() for word in asked)
        ]
        self.offered, self.more = matching[:_SHOWN], len(matching) > _SHOWN


async def _nothing(_person: Person, _address: str) -> None:
    """Only look."""
