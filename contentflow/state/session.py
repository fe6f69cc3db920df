"""Who is at the other end: the HttpOnly cookie of the connection, never the client's words."""

from http.cookies import CookieError, SimpleCookie

import reflex as rx
from reflex.event import EventSpec

from contentflow import accounts, routes


def token_of(state: rx.State) -> str:
    """The session token the browser sent when it connected, or nothing."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(state.router.headers.cookie or "")
    except CookieError:
        return ""
    found = cookies.get(routes.SESSION_COOKIE)
    return found.value if found else ""


async def person_of(state: rx.State) -> accounts.Person:
    """The person whose session this is; every handler asks here first.

    Raises:
        NotSignedIn: there is no session, or it has ended.
    """
    return await accounts.by_session(token_of(state))


async def entrance() -> EventSpec:
    """Where someone who is not signed in goes: the log-in, or the set-up of the first account."""
    known = await accounts.has_accounts()
    return rx.redirect(routes.LOGIN if known else routes.SETUP)
