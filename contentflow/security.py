"""What every answer tells the browser not to do: run others' scripts, be framed, guess types."""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentflow.config import Config, config

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.I)
_PRIVATE = ("/api/", "/auth/")
_A_YEAR = 365 * 24 * 60 * 60

# Frameworks write styles into the page while it runs (Radix, emotion), so those are not limited
# by hash; a style cannot run anything, and what it could load is limited by the other rules.
# Images of other sites are not shown: loading one would tell that site who reads the campaign.
_RULES = {
    "default-src": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FEATURES = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it browsers post forms with "Origin: null", which we refuse.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def hashes_of(html: str) -> set[str]:
    """The inline scripts of a page as a policy names them."""
    inline = [
        found["body"] for found in _SCRIPT.finditer(html) if "src=" not in found["attributes"]
    ]
    digests = (hashlib.sha256(body.encode()).digest() for body in inline if body)
    return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}


def policy(scripts: Iterable[str], settings: Config) -> str:
    """The Content-Security-Policy of pages with these inline scripts."""
    # A policy has no way to name an IPv6 address; there 'self' has to do.
    sockets = [one.replace("http", "ws", 1) for one in settings.origins if "[" not in one]
    rules = {
        **_RULES,
        "script-src": " ".join(["'self'", *sorted(scripts)]),
        "connect-src": " ".join(["'self'", *sockets]),  # older browsers: 'self' is no websocket
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Pages:
    """The policy of the built pages, made again when they were built again."""

    def __init__(self, built: Path) -> None:
        self._built = built
        self._made = lru_cache(maxsize=1)(self._make)

    @property
    def policy(self) -> str:
        """Allows the inline scripts of the pages as they lie there now."""
        first = self._built / "index.html"
        return self._made(first.stat().st_mtime_ns if first.exists() else 0)

    def _make(self, _built_at: int) -> str:
        pages = (path.read_text() for path in sorted(self._built.rglob("*.html")))
        return policy(set().union(*map(hashes_of, pages)), config())


class Secured:
    """An application whose every answer carries the headers."""

    def __init__(self, app: ASGIApp, built: Path) -> None:
        self._app = app
        self._pages = Pages(built)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._protect(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, sending)

    def _protect(self, headers: MutableHeaders, path: str) -> None:
        # What says no type may be a "not modified" of a page, whose policy it renews.
        is_html = headers.get("content-type", "text/html").startswith("text/html")
        is_page = is_html and not path.startswith(_PRIVATE)  # an article is no page of ours
        headers["Content-Security-Policy"] = self._pages.policy if is_page else _NO_PAGE
        for name, value in _ALWAYS.items():
            headers[name] = value
        if config().public_url.startswith("https://"):
            headers["Strict-Transport-Security"] = f"max-age={_A_YEAR}"
        if path.startswith(_PRIVATE):
            headers.setdefault("Cache-Control", "no-store")
