"""Who is at the other end: the HttpOnly cookie of the connection, never the client's words."""

from datetime import UTC, datetime, tzinfo
from functools import cache
from http.cookies import CookieError, SimpleCookie
from zoneinfo import ZoneInfo, available_timezones

import reflex as rx
from reflex.event import EventSpec

from contentflow import accounts, first_account, routes
from contentflow.models import now
from contentflow.person import Person


def token_of(state: rx.State) -> str:
    """The session token the browser sent when it connected, or nothing."""
    return _cookie(state, routes.SESSION_COOKIE)


def _cookie(state: rx.State, name: str) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(state.router.headers.cookie or "")
    except CookieError:
        return ""
    found = cookies.get(name)
    return found.value if found else ""


def now_of(state: rx.State) -> datetime:
    """This moment in the reader's time zone, as their browser told it; in UTC otherwise."""
    return now().astimezone(zone_named(_cookie(state, routes.ZONE_COOKIE)))


def zone_named(name: str) -> tzinfo:
    """A time zone by its name, "Europe/Berlin"; UTC when there is none of that name."""
    return ZoneInfo(name) if name in _zones() else UTC


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


async def person_of(state: rx.State) -> Person:
    """The person whose session this is; every handler asks here first.

    Raises:
        NotSignedIn: there is no session, or it has ended.
    """
    return await accounts.by_session(token_of(state))


async def entrance(state: rx.State) -> EventSpec:
    """Where someone who is not signed in goes: the log-in, or the set-up of the first account.

    The log-in says why it is there, and leads back to the page.
    """
    if not await first_account.exists():
        return rx.redirect(routes.SETUP)
    url = state.router.url
    if url.path.rstrip("/") == routes.LOGIN:  # another event of the page was quicker
        return rx.redirect(f"{url.path}?{url.query}")
    page = routes.after_log_in(f"{url.path}?{url.query}" if url.query else url.path)
    if token_of(state):
        return rx.redirect(routes.log_in(page, "ended"))
    return rx.redirect(routes.LOGIN if page == routes.HOME else routes.log_in(page, "signed_out"))


def address_of(state: rx.State) -> str:
    """Where the connection came from, for the audit log."""
    return state.router.session.client_ip or ""


def campaign_of(state: rx.State) -> str:
    """The id in the address of a campaign's page, as the client says; services look at rights."""
    parts = state.router.url.path.strip("/").split("/")
    return parts[1] if len(parts) > 1 else ""
