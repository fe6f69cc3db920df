"""One update for many pages, through a Socket.IO room: the only place that knows how Reflex sends.

A var sent this way is not set in anybody's state on the server; `put` does that when a page
leaves, so that a reconnect begins with what the page showed last.
"""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.constants import SocketEvent
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER

Values = dict[str, Any]
_apps: list[rx.App] = []


def use(app: rx.App) -> None:
    """Send through this app."""
    _apps[:] = [app]


def _namespace() -> Any:
    namespace = _apps[0].event_namespace if _apps else None
    if namespace is None:
        raise RuntimeError("broadcast.use was not given an app that serves")
    return namespace


def socket_of(state: rx.State) -> str:
    """The socket that a state's page has now; "" when it has none in this process.

    Not that of the event being handled: an event of a connection that was lost can come late, and
    may even take the place of the same event of the new one.
    """
    found: str = _namespace().token_to_sid.get(state.router.session.client_token, "")
    return found


async def enter(socket: str, room: str) -> bool:
    """Let a socket hear what is sent to a room. False when the socket has closed."""
    try:
        await _namespace().enter_room(socket, room)
    except (KeyError, ValueError):
        return False
    return True


async def leave(socket: str, room: str) -> None:
    """Send nothing more of a room to a socket. Without effect when it was not in it."""
    await _namespace().leave_room(socket, room)


async def send(to: str, state: type[rx.State], values: Values) -> None:
    """Set vars of a state in one socket's page or in a room's pages.

    Two sends arrive in the order in which they were called, also when one is to a room.
    """
    if values:
        await _namespace().emit(str(SocketEvent.EVENT), update(state, values), room=to)


def update(state: type[rx.State], values: Values) -> StateUpdate:
    """What Reflex itself would send after these vars were assigned."""
    named = {f"{name}{FIELD_MARKER}": value for name, value in values.items()}
    return StateUpdate(delta={state.get_full_name(): named})


def put(state: rx.State, values: Values) -> None:
    """Set vars in a state on the server and send nothing; whoever calls holds the state."""
    for name, value in values.items():
        setattr(state, name, value)
    clean: Callable[[], None] = state._clean
    clean()
