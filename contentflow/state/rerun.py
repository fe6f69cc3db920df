"""Agents run again: chosen ones from the menu in the head, a single one from its card."""

from typing import Any

import reflex as rx

from contentflow import campaign_settings, engine, limits, runs
from contentflow.engine.estimates import estimate_steps
from contentflow.errors import AsksFirst, NotFound, NotSignedIn
from contentflow.names import AGENT_ORDER, AgentName
from contentflow.person import Person
from contentflow.runs import Order
from contentflow.state import words
from contentflow.state.controls import REFUSED
from contentflow.state.session import campaign_of, entrance, person_of

_OPTIMISERS = [name.value for name in AGENT_ORDER if name is not AgentName.WRITER]


class RerunState(rx.State):
    """The choice in the menu, its estimate, and a question that waits for an answer.

    The form itself holds what is chosen; `chosen` and `beside` follow it for the estimate.
    """

    opened: bool = False
    chosen: list[str] = []
    beside: bool = False
    estimate: str = ""
    problem: str = ""
    refusal: str = ""  # of a card's button
    question: str = ""
    of: str = ""  # the campaign all this is about
    _asked: Order | None = None

    @rx.event
    async def open(self, opened: bool = True) -> Any:
        """Show the menu, or shut it."""
        self.opened, self.problem = bool(opened), ""
        if not self.opened:
            return None
        self.of, self.chosen = campaign_of(self), list(_OPTIMISERS)
        self.beside = False
        return await self._estimate()

    @rx.event
    async def toggle(self, agent: str) -> Any:
        """Take an agent in, or out."""
        if agent in self.chosen:
            self.chosen = [name for name in self.chosen if name != agent]
        elif agent in AGENT_ORDER:
            self.chosen = [name for name in AGENT_ORDER if name in (*self.chosen, agent)]
        return await self._estimate()

    @rx.event
    async def set_beside(self, beside: bool) -> Any:
        """At the same time, or one after the other."""
        self.beside = bool(beside)
        return await self._estimate()

    async def _estimate(self) -> Any:
        try:
            told = await campaign_settings.brief(await person_of(self), self.of)
        except NotSignedIn:
            return await entrance(self)
        except NotFound:
            self.opened = False
            return None
        if not self.chosen:
            self.estimate = ""
            return None
        order = Order(tuple(AgentName(name) for name in self.chosen), beside=self.beside)
        steps = [[AgentName(name) for name in step] for step in order.steps]
        found = await estimate_steps(steps, told.brief.target_words)
        self.estimate = words.about(found.total_seconds)
        return None

    @rx.event
    async def run(self, form: dict[str, Any]) -> Any:
        """Run what is chosen in the menu."""
        given = form if isinstance(form, dict) else {}
        agents = tuple(name for name in AGENT_ORDER if given.get(name.value))
        if not agents:
            self.problem = "Choose at least one agent."
            return None
        beside, cached = given.get("beside") == "yes", bool(given.get("cached"))
        return await self._trigger(Order(agents, beside=beside, force=not cached))

    @rx.event
    async def run_again(self, agent: str) -> Any:
        """Run one agent on the text as it is."""
        if agent not in AGENT_ORDER:
            return None
        self.of, self.opened = campaign_of(self), False
        return await self._trigger(Order((AgentName(agent),)))

    @rx.event
    async def confirm(self) -> Any:
        """The answer to the question is yes."""
        order, self.question, self._asked = self._asked, "", None
        if order is None:
            return None
        return await self._trigger(Order(order.agents, order.beside, order.force, over_edits=True))

    @rx.event
    def close(self, opened: bool = False) -> None:
        """The answer to the question is no."""
        if not opened:
            self.question, self._asked = "", None

    async def _trigger(self, order: Order) -> Any:
        self.problem = self.refusal = ""
        try:
            await self._ordered(await person_of(self), order)
        except NotSignedIn:
            return await entrance(self)
        except AsksFirst as question:
            self.question, self._asked = str(question), order
        except REFUSED as error:
            if self.opened:
                self.problem = str(error)
            else:
                self.refusal = str(error)
        return None

    async def _ordered(self, person: Person, order: Order) -> None:
        limits.starts.take(person.id)
        await runs.trigger(person, self.of, order)
        engine.wake()
        self.opened = False
