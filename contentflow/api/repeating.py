"""A POST with an Idempotency-Key takes effect once, however often it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentflow import idempotency, limits
from contentflow.api.people import signed_in
from contentflow.api.problems import answer_to
from contentflow.errors import Conflict, ContentflowError, Forbidden, NotSignedIn
from contentflow.idempotency import HEADER, Answer, Claim
from contentflow.person import Person

REPLAYED = "Idempotent-Replayed"
_OURS = "/api/"
_NAME = HEADER.lower().encode()
_KEPT_HEADERS = ("content-type", "location", "etag")
_TOO_MANY, _FAILED = 429, 500  # neither is a last word


_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Sent again with the same key within a day, the request takes effect once.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": idempotency.LONGEST,
        "pattern": "^[ -~]+$",
    },
}


def describe(app: FastAPI) -> None:
    """Tell the reader of /docs that every POST takes a key."""
    made = app.openapi()
    for path, methods in made["paths"].items():
        if path.startswith(_OURS) and "post" in methods:
            methods["post"].setdefault("parameters", []).append(_PARAMETER)


class AnswerOnce:
    """Answers a request that was answered before as it was then."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        keys = _keys(scope)
        if not keys:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            person = await _person(request)
            body = await request.body()
            claim = _claim(request, person, keys, body) if person else None
            stored = await idempotency.begin(claim) if claim else None
        except (ContentflowError, HTTPException, SQLAlchemyError) as error:
            await _refusal(request, error)(scope, receive, send)
            return
        if stored:
            await _response(stored)(scope, receive, send)
        elif claim:
            await self._answer(scope, body, send, claim)
        else:
            await self._app(scope, _again(body), send)

    async def _answer(self, scope: Scope, body: bytes, send: Send, claim: Claim) -> None:
        heard = _Heard()

        async def sending(message: Message) -> None:
            heard.take(message)
            if heard.whole:  # stored first: who has the answer can count on it
                await _store(claim, heard.answer)
            await send(message)

        try:
            await self._app(scope, _again(body), sending)
        except Exception:
            await idempotency.give_up(claim)
            raise


@dataclass
class _Heard:
    """An answer as it goes by."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = False

    def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            named = {name.decode("latin-1"): value for name, value in message["headers"]}
            self.status = message["status"]
            self.headers = {
                name: named[name].decode("latin-1") for name in _KEPT_HEADERS if name in named
            }
        else:
            self.body += message.get("body", b"")
            self.whole = not message.get("more_body", False)

    @property
    def answer(self) -> Answer:
        return Answer(self.status, self.headers, self.body.decode())


def _keys(scope: Scope) -> Sequence[str]:
    """The keys a POST of ours came with."""
    if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(_OURS):
        return []
    return [value.decode("latin-1") for name, value in scope["headers"] if name == _NAME]


async def _person(request: Request) -> Person | None:
    """Who asks; None for whom the route itself refuses."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    is_bearer = scheme.lower() == "bearer" and token
    bearer = HTTPAuthorizationCredentials(scheme=scheme, credentials=token) if is_bearer else None
    try:
        return await signed_in(request, bearer)
    except (NotSignedIn, Forbidden):
        return None


def _claim(request: Request, person: Person, keys: Sequence[str], body: bytes) -> Claim:
    limits.reads.take(person.id)
    url = request.url
    parts = (request.method, url.path, url.query, request.headers.get("content-type", ""))
    return idempotency.claim_of(person, ",".join(keys), *(part.encode() for part in parts), body)


def _again(body: bytes) -> Receive:
    """The body, read once more."""
    messages: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": body}]

    async def receive() -> Message:
        return messages.pop() if len(messages) > 1 else messages[0]

    return receive


async def _store(claim: Claim, answer: Answer) -> None:
    if answer.status >= _FAILED or answer.status == _TOO_MANY:
        await idempotency.give_up(claim)
    else:
        await idempotency.keep(claim, answer)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, {**answer.headers, REPLAYED: "true"})


def _refusal(request: Request, error: Exception) -> Response:
    refusal = answer_to(request, error)
    if type(error) is Conflict:
        refusal.headers["Retry-After"] = "1"
    return refusal
