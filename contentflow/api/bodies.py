"""No request body of the API may be larger than 1 MB, said or found."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentflow.api.problems import problem

LARGEST = 1_000_000
_OURS = ("/api/", "/auth/")
_DETAIL = "The request is larger than 1 MB."


class LimitBody:
    """Refuses a body that says it is too large, and stops reading one that turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_OURS):
            await self._app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and int(said) > LARGEST:
            await problem(413, _DETAIL)(scope, receive, send)
            return
        await self._app(scope, _counting(receive), send)


def _counting(receive: Receive) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST:
            raise HTTPException(413, _DETAIL)
        return message

    return counted
