"""How much one person may send over websockets: what comes faster waits, and nothing is lost.

The server reads a flood slowly, so it stands in the sender's own network buffers.
"""

import asyncio
from collections import Counter

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentflow import accounts, routes
from contentflow.errors import NotSignedIn, TooManyRequests
from contentflow.limits import TokenBucket

MOST_OPEN = 500  # sockets of one person
_TRY_LATER = 1013

_of_one_socket = TokenBucket(rate=20.0, burst=80, message="Too many events. Wait a moment.")
_of_one_person = TokenBucket(rate=100.0, burst=600, message="Too many events. Wait a moment.")


class LimitSockets:
    """Reads each websocket no faster than a person could need."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        sender = await _sender(HTTPConnection(scope))
        if self._open[sender] >= MOST_OPEN:
            await receive()
            await send({"type": "websocket.close", "code": _TRY_LATER})
            return
        self._open[sender] += 1
        try:
            await self._app(scope, _paced(receive, f"{sender} {id(scope)}", sender), send)
        finally:
            self._open[sender] -= 1
            if not self._open[sender]:
                del self._open[sender]


async def _sender(connection: HTTPConnection) -> str:
    """Who is counted: the person of a valid session, or else the network address."""
    try:
        person = await accounts.by_session(connection.cookies.get(routes.SESSION_COOKIE))
    except (NotSignedIn, SQLAlchemyError):  # whoever it is, the handlers ask again
        return connection.client.host if connection.client else ""
    return person.id


def _paced(receive: Receive, socket: str, sender: str) -> Receive:
    async def paced() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            await _permission(_of_one_socket, socket)
            await _permission(_of_one_person, sender)
        return message

    return paced


async def _permission(bucket: TokenBucket, key: str) -> None:
    while True:
        try:
            return bucket.take(key)
        except TooManyRequests as error:
            await asyncio.sleep(error.retry_after)
