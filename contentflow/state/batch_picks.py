"""What is done with the chosen campaigns of a batch: run again, put first, handed to somebody."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from contentflow import engine, limits
from contentflow.batches import again, handing, selection
from contentflow.errors import Invalid, NotSignedIn
from contentflow.names import Priority
from contentflow.person import Person
from contentflow.state import shelf, words
from contentflow.state.batch import BatchState, batch_of
from contentflow.state.controls import REFUSED
from contentflow.state.session import address_of, entrance, person_of
from contentflow.state.shelf import ShelfState


@dataclass
class HeirOption:
    """Somebody who can be handed campaigns."""

    id: str = ""
    name: str = ""


class BatchPicksState(rx.State):
    """Why the last wish was refused, and who can be handed campaigns while the dialog is open."""

    refusal: str = ""
    assigning: bool = False
    heirs: list[HeirOption] = []
    problem: str = ""

    @rx.event
    async def retry(self, campaign_ids: list[str]) -> Any:
        """Run again those that failed."""
        batch_id = batch_of(self)

        async def deed(me: Person) -> str:
            limits.starts.take(me.id)
            done = await again.retry(me, batch_id, selection.checked(campaign_ids))
            return f"{words.count(done, 'campaign')} queued again"

        return await self._do(deed)

    @rx.event
    async def prioritise(self, campaign_ids: list[str], priority: str) -> Any:
        """Put them first or last."""
        if priority not in list(Priority):
            return None

        async def deed(me: Person) -> str:
            done = await selection.prioritise(me, campaign_ids, Priority(priority))
            return f"{words.count(done, 'campaign')} set to {priority}"

        return await self._do(deed)

    @rx.event
    async def open_assign(self, opened: bool = True) -> Any:
        """Show who they can be handed to, or shut the dialog."""
        self.problem, self.heirs, self.assigning = "", [], False
        if opened is not True:
            return None
        try:
            found = await handing.heirs(await person_of(self))
        except NotSignedIn:
            return await entrance(self)
        except REFUSED as error:
            self.refusal = str(error)
            return None
        self.heirs, self.assigning = [HeirOption(*one) for one in found], True
        return None

    @rx.event
    async def assign(self, campaign_ids: list[str], heir_id: str) -> Any:
        """Make somebody else their owner."""
        try:
            done = await handing.assign(
                await person_of(self), campaign_ids, str(heir_id), address_of(self)
            )
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problem = " ".join(error.fields.values())
        except REFUSED as error:
            self.problem = str(error)
        else:
            self.assigning, self.heirs, self.refusal = False, [], ""
            shelf.tell(
                await self.get_state(ShelfState), f"{words.count(done, 'campaign')} assigned"
            )
            return BatchState.refresh
        return None

    async def _do(self, deed: Any) -> Any:
        """Do it as who is signed in; a refusal is said above the rows."""
        self.refusal = ""
        try:
            said = await deed(await person_of(self))
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.refusal = " ".join(error.fields.values())
        except REFUSED as error:
            self.refusal = str(error)
        else:
            engine.wake()
            shelf.tell(await self.get_state(ShelfState), said)
            return BatchState.refresh
        return None
