"""Who opens a websocket: a bearer token, the session cookie, or a token as the first message."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.websockets import WebSocket

from contentflow import accounts, routes, tokens
from contentflow.api.closing import Close, Closed
from contentflow.config import config
from contentflow.errors import NotSignedIn
from contentflow.person import Person

FIRST_MESSAGE = 5.0  # seconds
_LONGEST = 1_000  # characters of that message
_BEARER = "bearer "
Ask = Callable[[], Awaitable[Person]]


async def visitor(socket: WebSocket) -> Ask:
    """How to ask, now and later, whose the websocket is; asking raises NotSignedIn.

    Raises:
        Closed: another site's page opened it.
        NotSignedIn: it says nothing of who opens it.
    """
    origin = socket.headers.get("origin")
    if origin is not None and origin not in config().origins:
        raise Closed(Close.FOREIGN_ORIGIN, "Pages of other sites may not listen here.")
    said = socket.headers.get("authorization", "")
    if said.lower().startswith(_BEARER):
        return partial(tokens.owner, said[len(_BEARER) :].strip())
    if said:
        raise NotSignedIn("Send the token as: Authorization: Bearer TOKEN")
    if cookie := socket.cookies.get(routes.SESSION_COOKIE):
        return partial(accounts.by_session, cookie)
    return partial(tokens.owner, await _first_message(socket))


async def _first_message(socket: WebSocket) -> str:
    try:
        data = await asyncio.wait_for(socket.receive_text(), FIRST_MESSAGE)
        said = json.loads(data) if len(data) <= _LONGEST else None
    except TimeoutError as error:
        raise NotSignedIn("Sign in, or send a token first.") from error
    except (ValueError, KeyError, RecursionError):  # KeyError: bytes instead of text
        said = None
    token = said.get("token") if isinstance(said, dict) and said.get("type") == "auth" else None
    if not isinstance(token, str):
        raise NotSignedIn('Send first: {"type": "auth", "token": "TOKEN"}')
    return token
