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
from contentflow.state.sharing import Answers

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
            await _follow(self)
        except NotSignedIn:
            yield await entrance(self)


async def _follow(state: ShellState) -> None:
    loop = asyncio.get_running_loop()
    with live.subscribe(live.EVERYTHING) as subscription:
        person, checked = await person_of(state), loop.time()
        await _send(state, await _look(person, anew=True))
        touched = loop.time()
        while True:
            waiting = _RECHECK if state.model.status == "completed" else _MODEL_CHECK
            heard = await subscription.wait(min(waiting, state_life() / 3))
            await asyncio.sleep(_CALM)
            lost = subscription.overflowed
            kinds = {message["type"] for message in subscription.take()}
            late = loop.time() - checked > _RECHECK
            if late or lost or not heard or live.ACCESS in kinds:
                person, checked = await person_of(state), loop.time()
            found = await _look(person)
            if _differs(state, found) or loop.time() - touched > state_life() / 3:
                await _send(state, found)
                touched = loop.time()


def state_life() -> float:
    """Seconds until Reflex forgets what no event touches, even under an open page.

    Every page behind the log-in has a sidebar, and its watching keeps the page's state.
    """
    return float(get_config().redis_token_expiration)


# Everybody looks after a calm, so what another page looked up within it is not older than the news.
_looked = Answers(0.8 * _CALM)


async def _look(person: Person, *, anew: bool = False) -> dict[str, Any]:
    own = {"name": person.name, "initials": words.initials(person.name)}
    shared = await _looked.ask("", _installation, anew=anew)
    counts = await _looked.ask(person.id, lambda: _counts(person), anew=anew)
    return {**own, **shared, **counts}


async def _installation() -> dict[str, Any]:
    return {
        "organisation": await first_account.organisation() or "contentflow",
        "model": model_card((await engine.status())["model"]),
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


def _differs(state: ShellState, values: dict[str, Any]) -> bool:
    return any(getattr(state, name) != value for name, value in values.items())


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
