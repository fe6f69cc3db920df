"""The HTTP API as one application; whoever mounts it adds what lives as long as the server."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.routing import Match, Route

from contentflow import __version__
from contentflow.api import auth, campaigns, health, voices
from contentflow.api.bodies import LimitBody
from contentflow.api.docs import add_docs
from contentflow.api.problems import add_handlers, problem

_ROUTERS = (health.router, campaigns.router, voices.router, auth.router)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


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
    app.add_middleware(LimitBody)
    for router in _ROUTERS:
        app.include_router(router)
    add_docs(app)
    _close(app)
    return app


def _close(app: FastAPI) -> None:
    """What is unknown below /api and /auth is a problem, not a page of the site mounted behind."""

    async def unknown(request: Request) -> JSONResponse:
        allowed = _methods(request)
        if allowed:
            detail = f"Use {' or '.join(allowed)} here."
            return problem(405, detail, headers={"Allow": ", ".join(allowed)})
        return problem(404, "There is nothing at this address.")

    for prefix in ("/api", "/auth"):
        app.router.routes.append(Route(prefix + "/{path:path}", unknown, methods=_METHODS))


def _methods(request: Request) -> list[str]:
    """What may be done at an address that is known for something else than was tried."""
    found = [
        route.methods or set()
        for router in _ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.matches(request.scope)[0] is Match.PARTIAL
    ]
    return sorted(set().union(*found))
