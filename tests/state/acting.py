"""Calling the handlers of a state as somebody, on the page of a campaign or batch."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
import reflex as rx

from contentflow.errors import NotSignedIn
from contentflow.person import Person

LOG_IN = "the log-in"


class Page:
    """Somebody's page: `call` runs a handler of its state to the end."""

    def __init__(self, state: rx.State) -> None:
        self.state = state

    async def call(self, handler: str, *arguments: object) -> list[Any]:
        """What the handler sends to the browser."""
        called = type(self.state).event_handlers[handler].fn(Lockable(self.state), *arguments)
        if inspect.isasyncgen(called):
            return [sent async for sent in called if sent is not None]
        if inspect.isawaitable(called):
            called = await called
        sent = called if isinstance(called, list) else [called]
        return [one for one in sent if one is not None]


class Lockable:
    """A state that background handlers can lock, as Reflex gives it to them."""

    def __init__(self, state: rx.State) -> None:
        object.__setattr__(self, "state", state)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.state, name)
        if inspect.ismethod(found) and name.startswith("_"):
            return lambda *args, **named: found.__func__(self, *args, **named)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.state, name, value)

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


@contextmanager
def acting(
    person: Person | None, *modules: ModuleType, campaign: str = "", batch: str = ""
) -> Iterator[pytest.MonkeyPatch]:
    """In the block the pages of these modules are this person's; None is nobody."""

    async def person_of(_state: object) -> Person:
        if person is None:
            raise NotSignedIn
        return person

    async def entrance(_state: object) -> str:
        return LOG_IN

    known: dict[str, Any] = {
        "person_of": person_of,
        "entrance": entrance,
        "campaign_of": lambda _state: campaign,
        "batch_of": lambda _state: batch,
        "address_of": lambda _state: "192.0.2.1",
    }
    with pytest.MonkeyPatch.context() as patched:
        for module in modules:
            for name, value in known.items():
                if hasattr(module, name):
                    patched.setattr(module, name, value)
        yield patched


def wheres(sent: list[Any]) -> list[str]:
    """Where redirects lead."""
    return [str(one.args[0][1]).strip('"') for one in sent if one != LOG_IN]
