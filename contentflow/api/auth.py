"""Signing in and out, and the ways in: plain forms, answered with a cookie and a redirect."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from contentflow import accounts, first_account, invitations, limits, routes
from contentflow.api.forms import Text, address_of, back, goodbye, slow_down, welcome
from contentflow.api.people import own_page
from contentflow.errors import Conflict, Invalid, NotFound, NotSignedIn, TooManyRequests
from contentflow.person import Person

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_page)])


async def signed_in(request: Request) -> Person | None:
    """Whose browser posted the form; nobody's when the session is over."""
    try:
        return await accounts.by_session(request.cookies.get(routes.SESSION_COOKIE))
    except NotSignedIn:
        return None


Poster = Annotated[Person | None, Depends(signed_in)]


@router.post(routes.AUTH_LOGIN)
async def login(
    request: Request, email: Text = "", password: Text = "", next: Text = ""
) -> RedirectResponse:
    """Start a session, and go where the person wanted to."""
    page = routes.after_log_in(next)
    kept = {} if page == routes.HOME else {"next": page}
    try:
        limits.sign_ins_from.take(address_of(request))
        token = await accounts.sign_in(email, password, address_of(request))
    except Invalid:
        return back(routes.LOGIN, "credentials", **kept)
    except TooManyRequests as error:
        return slow_down(request, routes.LOGIN, error)
    return welcome(token, page)


@router.post(routes.AUTH_LOGOUT)
async def logout(request: Request) -> RedirectResponse:
    """End the session."""
    await accounts.sign_out(request.cookies.get(routes.SESSION_COOKIE))
    return goodbye()


@router.post(routes.AUTH_LOGOUT_EVERYWHERE)
async def logout_everywhere(request: Request, person: Poster) -> RedirectResponse:
    """End every session of the person."""
    if person is not None:
        await accounts.sign_out_everywhere(person, address_of(request))
    return goodbye()


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
        token = await first_account.create(name, email, password, company, code)
    except Invalid as error:
        kept = dict(zip(routes.SETUP_KEEPS, (name, email, company), strict=True))
        return back(routes.SETUP, *error.fields, **kept)
    except Conflict:
        return back(routes.LOGIN, "exists")
    except TooManyRequests as error:
        return slow_down(request, routes.SETUP, error)
    return welcome(token)


@router.post(routes.AUTH_JOIN)
async def join(
    request: Request, token: Text = "", name: Text = "", email: Text = "", password: Text = ""
) -> RedirectResponse:
    """Make the account of an invitation and sign it in."""
    page = routes.invite(_in_address(token))
    try:
        opened = await invitations.accept(token, name, email, password, address_of(request))
    except Invalid as error:
        return back(page, *error.fields, name=name, email=email)
    except NotFound:
        return back(page, "link")
    except TooManyRequests as error:
        return slow_down(request, page, error)
    return welcome(opened)


@router.post(routes.AUTH_RESET)
async def reset(request: Request, token: Text = "", password: Text = "") -> RedirectResponse:
    """Choose a new password with a link and sign in."""
    page = routes.reset(_in_address(token))
    try:
        opened = await invitations.reset(token, password, address_of(request))
    except Invalid as error:
        return back(page, *error.fields)
    except NotFound:
        return back(page, "link")
    except TooManyRequests as error:
        return slow_down(request, page, error)
    return welcome(opened)


def _in_address(token: str) -> str:
    """The token, when it is one that could stand in an address of ours."""
    return token if token.isascii() and token.replace("-", "").replace("_", "").isalnum() else "-"


@router.post(routes.AUTH_CHANGE)
async def change(
    request: Request, person: Poster, old_password: Text = "", password: Text = ""
) -> RedirectResponse:
    """Change one's own password; other sessions end."""
    if person is None:
        return goodbye()
    try:
        token = await accounts.change_password(person, old_password, password, address_of(request))
    except Invalid as error:
        return back(routes.ACCOUNT, *error.fields)
    except TooManyRequests as error:
        return slow_down(request, routes.ACCOUNT, error)
    return welcome(token, f"{routes.ACCOUNT}?done=password")
