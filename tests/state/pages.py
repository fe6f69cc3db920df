"""States of a page as a handler has them, without a browser: who is there and where is given."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

import pytest
import reflex as rx

from contentflow.errors import NotSignedIn
from contentflow.person import Person

S = TypeVar("S", bound=rx.State)
LOGIN = "the log-in"


class Held:
    """A state in a background event: `async with` locks it, which nobody contends for here."""

    def __init__(self, state: rx.State) -> None:
        object.__setattr__(self, "_state", state)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._state, name, value)

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


def opened(
    kind: type[S],
    module: ModuleType,
    patched: pytest.MonkeyPatch,
    person: Person | None,
    campaign_id: str,
) -> S:
    """A fresh state of a page at a campaign, of somebody who is signed in, or of nobody."""

    async def person_of(_: object) -> Person:
        if person is None:
            raise NotSignedIn
        return person

    async def entrance(_: object) -> str:
        return LOGIN

    patched.setattr(module, "person_of", person_of)
    patched.setattr(module, "entrance", entrance)
    patched.setattr(module, "campaign_of", lambda _: campaign_id)
    return kind(_reflex_internal_init=True)  # type: ignore[call-arg]


async def call(state: rx.State, name: str, *arguments: object) -> Any:
    """Call a handler; of a background event what it yields, in a list."""
    handler: Callable[..., Any] = type(state).event_handlers[name].fn
    made = handler(state, *arguments)
    if hasattr(made, "__aiter__"):
        return [event async for event in handler(Held(state), *arguments)]
    return await made if hasattr(made, "__await__") else made
