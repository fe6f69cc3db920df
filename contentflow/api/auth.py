"""Signing in and out: plain forms, answered with a cookie and a redirect."""

import math
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse

from contentflow import accounts, routes
from contentflow.api.people import own_page
from contentflow.config import config
from contentflow.errors import Conflict, Invalid, TooManyRequests

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_page)])
Text = Annotated[str, Form()]


@router.post(routes.AUTH_LOGIN)
async def login(request: Request, email: Text = "", password: Text = "") -> RedirectResponse:
    """Start a session."""
    address = request.client.host if request.client else ""
    try:
        token = await accounts.sign_in(email, password, address)
    except Invalid:
        return _back(routes.LOGIN, "credentials")
    except TooManyRequests as error:
        return _slow_down(request, routes.LOGIN, error)
    return _welcome(token)


@router.post(routes.AUTH_LOGOUT)
async def logout(request: Request) -> RedirectResponse:
    """End the session."""
    await accounts.sign_out(request.cookies.get(routes.SESSION_COOKIE))
    response = RedirectResponse(routes.LOGIN, 303)
    response.delete_cookie(routes.SESSION_COOKIE, httponly=True, samesite="lax", secure=_secure())
    return response


@router.post(routes.AUTH_SETUP)
async def setup(
    request: Request,
    name: Text = "",
    email: Text = "",
    company: Text = "",
    password: Text = "",
    code: Text = "",
) -> RedirectResponse:
    """Make the first account and sign it in."""
    try:
        token = await accounts.create_first(name, email, password, company, code)
    except Invalid as error:
        return _back(routes.SETUP, *error.fields)
    except Conflict:
        return _back(routes.LOGIN, "exists")
    except TooManyRequests as error:
        return _slow_down(request, routes.SETUP, error)
    return _welcome(token)


def _welcome(token: str) -> RedirectResponse:
    response = RedirectResponse(routes.HOME, 303)
    response.set_cookie(
        routes.SESSION_COOKIE,
        token,
        max_age=int(accounts.SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_secure(),
    )
    return response


def _secure() -> bool:
    return config().public_url.startswith("https://")


def _back(page: str, *errors: str) -> RedirectResponse:
    return RedirectResponse(f"{page}?{urlencode({'error': ','.join(errors)}, safe=',')}", 303)


def _slow_down(request: Request, page: str, error: TooManyRequests) -> RedirectResponse:
    """A browser gets its form back; a program gets the 429 it understands."""
    if "text/html" not in request.headers.get("accept", ""):
        raise error
    response = _back(page, "too_many")
    response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    return response
