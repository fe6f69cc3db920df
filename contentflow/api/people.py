"""Who is asking: a bearer token or the session cookie, and from which page."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from contentflow import accounts, limits, routes, tokens
from contentflow.config import config
from contentflow.errors import Forbidden, NotSignedIn
from contentflow.person import Person

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_bearer = HTTPBearer(
    auto_error=False,
    description="Made with: python -m contentflow token create --user EMAIL",
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def own_page(request: Request) -> None:
    """Let a browser change things only from our own pages.

    Raises:
        Forbidden: another site's page sent the request.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    foreign = origin not in config().origins if origin else site == "cross-site"
    if foreign:
        raise Forbidden(
            f"Requests from {origin or 'another site'} are refused. If this is your server's own"
            " address, set CONTENTFLOW_PUBLIC_URL to it."
        )


async def signed_in(request: Request, bearer: Bearer) -> Person:
    """The person who asks.

    Raises:
        NotSignedIn: nobody we know.
        Forbidden: a cookie came with a change from another site's page.
    """
    if bearer is not None:
        return await tokens.owner(bearer.credentials)
    if "authorization" in request.headers:
        raise NotSignedIn("Send the token as: Authorization: Bearer TOKEN")
    person = await accounts.by_session(request.cookies.get(routes.SESSION_COOKIE))
    own_page(request)
    return person


async def reader(person: Annotated[Person, Depends(signed_in)]) -> Person:
    """Who reads, at a bearable pace."""
    limits.reads.take(person.id)
    return person


async def starter(person: Annotated[Person, Depends(signed_in)]) -> Person:
    """Who starts something, at a bearable pace."""
    limits.starts.take(person.id)
    return person


Reader = Annotated[Person, Depends(reader)]
Starter = Annotated[Person, Depends(starter)]
