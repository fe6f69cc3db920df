"""No request body of the API may be larger than 1 MB, a file or batch as it says, said or found."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentflow.api.problems import problem

LARGEST = 1_000_000
_ENVELOPE = 10_000  # what stands around a file in a form
_OURS = ("/api/", "/auth/")
_SAMPLES = ("/api/brand-voices/", "/samples")
_ROWS = ("/api/batches", "/api/batches/import", "/api/batches/estimate")


class LimitBody:
    """Refuses a body that says it is too large, and stops reading one that turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_OURS):
            await self._app(scope, receive, send)
            return
        most = largest(scope["path"])
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and int(said) > most:
            await problem(413, _detail(most))(scope, receive, send)
            return
        await self._app(scope, _counting(receive, most), send)


def largest(path: str) -> int:
    """The bytes a request to this address may have."""
    if path in _ROWS:
        return 5 * LARGEST + _ENVELOPE
    start, end = _SAMPLES
    return 2 * LARGEST if path.startswith(start) and path.endswith(end) else LARGEST


def _detail(most: int) -> str:
    return f"The request is larger than {most // 1_000_000} MB."


def _counting(receive: Receive, most: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise HTTPException(413, _detail(most))
        return message

    return counted
