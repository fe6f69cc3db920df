"""How a form posted by a browser is answered: a cookie and a redirect."""

import math
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request
from fastapi.responses import RedirectResponse

from contentflow import accounts, routes
from contentflow.config import config
from contentflow.errors import TooManyRequests

Text = Annotated[str, Form()]
_LONGEST_KEPT = 254


def address_of(request: Request) -> str:
    """Where a request came from, for limits and the audit log."""
    return request.client.host if request.client else ""


def welcome(token: str, page: str = routes.HOME) -> RedirectResponse:
    """On to a page, signed in."""
    response = RedirectResponse(page, 303)
    life = int(accounts.SESSION_LIFE.total_seconds())
    response.set_cookie(
        routes.SESSION_COOKIE, token, max_age=life, httponly=True, samesite="lax", secure=_secure()
    )
    return response


def goodbye() -> RedirectResponse:
    """To the log-in, signed out."""
    response = RedirectResponse(routes.LOGIN, 303)
    response.delete_cookie(routes.SESSION_COOKIE, httponly=True, samesite="lax", secure=_secure())
    return response


def _secure() -> bool:
    return config().public_url.startswith("https://")


def back(page: str, *errors: str, **kept: str) -> RedirectResponse:
    """To the form again, with what was wrong and what need not be typed again."""
    typed = {name: value[:_LONGEST_KEPT] for name, value in kept.items() if value}
    query = urlencode({"error": ",".join(errors), **typed}, safe=",", errors="replace")
    return RedirectResponse(f"{page}?{query}", 303)


def slow_down(request: Request, page: str, error: TooManyRequests) -> RedirectResponse:
    """A browser gets its form back; a program gets the 429 it understands."""
    if "text/html" not in request.headers.get("accept", ""):
        raise error
    response = back(page, "too_many")
    response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    return response
