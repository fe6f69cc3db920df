"""What stands around every page: the workspace, what runs now, the model, the person."""

import asyncio
from typing import Any

import reflex as rx
from reflex.config import get_config

from contentflow import campaigns, engine, first_account, inbox, live, routes
from contentflow.errors import NotSignedIn
from contentflow.person import Person
from contentflow.state import shelf, words
from contentflow.state.rows import ModelCard, RunningLine
from contentflow.state.session import entrance, person_of

_CALM = 0.5  # seconds; at most two updates a second
_MODEL_CHECK = 3.0  # seconds between looks at a model that is not ready
_RECHECK = 60.0  # seconds between looks at the session and the model


class ShellState(rx.State):
    """The sidebar. Everything is empty until the person is known."""

    organisation: str = ""
    name: str = ""
    initials: str = ""
    count: int = 0
    unread: str = ""  # lines of the inbox, "" for none
    running: list[RunningLine] = []
    model: ModelCard = ModelCard()

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Keep the sidebar true until the page is left."""
        async with self:
            shelf.tidy(await self.get_state(shelf.ShelfState))
        try:
            with live.subscribe(live.EVERYTHING) as subscription:
                while True:
                    await _send(self, await _look(self))
                    waiting = _RECHECK if self.model.status == "completed" else _MODEL_CHECK
                    await subscription.wait(min(waiting, state_life() / 3))
                    await asyncio.sleep(_CALM)
                    subscription.take()
        except NotSignedIn:
            yield await entrance(self)


def state_life() -> float:
    """Seconds until Reflex forgets what no event touches, even under an open page.

    Every page behind the log-in has a sidebar, and its watching keeps the page's state.
    """
    return float(get_config().redis_token_expiration)


async def _look(state: ShellState) -> dict[str, Any]:
    person = await person_of(state)
    return {
        "organisation": await first_account.organisation() or "contentflow",
        "name": person.name,
        "initials": words.initials(person.name),
        "model": model_card((await engine.status())["model"]),
        **await _counts(person),
    }


async def _counts(person: Person) -> dict[str, Any]:
    return {
        "count": await campaigns.count(person),
        "unread": words.badge(await inbox.unread(person), inbox.MOST_COUNTED),
        "running": [
            RunningLine(routes.campaign(row.id), row.name, f"{row.progress}%")
            for row in await campaigns.running(person)
        ],
    }


async def _send(state: ShellState, values: dict[str, Any]) -> None:
    async with state:
        for name, value in values.items():
            if getattr(state, name) != value:
                setattr(state, name, value)


def model_card(model: dict[str, Any]) -> ModelCard:
    """The engine's account of the model, in words."""
    if model["error"]:
        status, said = "failed", "Did not start"
    elif model["ready"]:
        status, said = "completed", "Ready" if model["demo"] else "Configured"
    else:
        status, said = "running", "Starting"
    return ModelCard(
        title="Demo model" if model["demo"] else model["name"] or "Your model",
        about=f"{model['name']}, this computer" if model["demo"] else model["address"],
        demo=model["demo"],
        status=status,
        status_words=said,
        error=model["error"],
    )
