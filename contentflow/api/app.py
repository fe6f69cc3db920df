"""The HTTP API as one application; whoever mounts it adds what lives as long as the server."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette._utils import get_route_path
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from contentflow import __version__, routes
from contentflow.api import (
    auth,
    batches,
    campaigns,
    decisions,
    exports,
    health,
    lifecycle,
    metrics,
    runs,
    status,
    timelines,
    versions,
    voices,
)
from contentflow.api.bodies import LimitBody
from contentflow.api.docs import add_docs
from contentflow.api.problems import add_handlers, problem
from contentflow.api.repeating import AnswerOnce, describe

_PREFIXES = ("/api/", "/auth/", "/healthz", "/readyz", routes.METRICS)
_ROUTERS = (
    health.router,
    metrics.router,
    campaigns.router,
    batches.router,
    runs.router,
    versions.router,
    decisions.router,
    timelines.router,
    lifecycle.router,
    exports.router,
    status.router,
    voices.router,
    auth.router,
)


def create_api() -> FastAPI:
    """Routes, errors, limits and documentation of the API."""
    app = FastAPI(
        title="contentflow",
        version=__version__,
        description="From a brief to a finished article: five agents, measured.",
        docs_url=None,
        redoc_url=None,
    )
    add_handlers(app)
    app.add_middleware(AnswerOnce)
    app.add_middleware(LimitBody)
    for router in _ROUTERS:
        app.include_router(router)
    add_docs(app)
    app.router.routes.append(_Nothing())
    describe(app)
    return app


class _Nothing(BaseRoute):
    """What is unknown of ours is a problem, whatever the method; not a page of the site behind."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """All of our addresses that no route took, whatever characters they have."""
        ours = scope["type"] == "http" and get_route_path(scope).startswith(_PREFIXES)
        return (Match.FULL if ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer that there is nothing, or what may be done instead."""
        await _refused(scope)(scope, receive, send)


def _refused(scope: Scope) -> JSONResponse:
    allowed = _methods(scope)
    if allowed:
        detail = f"Use {' or '.join(allowed)} here."
        return problem(405, detail, headers={"Allow": ", ".join(allowed)})
    return problem(404, "There is nothing at this address.")


def _methods(scope: Scope) -> list[str]:
    """What may be done at an address that is known for something else than was tried."""
    found = [
        route.methods or set()
        for router in _ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.matches(scope)[0] is Match.PARTIAL
    ]
    return sorted(set().union(*found))
