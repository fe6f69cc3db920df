"""/metrics for Prometheus: for this machine and for admins; to everybody else it is not there."""

import ipaddress
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from contentflow import metrics, routes, tokens
from contentflow.api import families
from contentflow.api.people import Bearer
from contentflow.config import LOOPBACK, config
from contentflow.errors import NotFound, NotSignedIn
from contentflow.metrics import Figures
from contentflow.names import Role

router = APIRouter(tags=["health"])
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_process = CollectorRegistry()
ProcessCollector(registry=_process)


@router.get(
    routes.METRICS,
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def show(request: Request, bearer: Bearer) -> Response:
    """Runs, queue, agents, cache, models and watchers, counted over the tables."""
    if not (is_local(request) or await _is_admin(bearer)):
        raise NotFound("There is nothing at this address.")
    text = generate_latest(_Collected(await metrics.figures())) + generate_latest(_process)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def is_local(request: Request) -> bool:
    """True when this machine itself asks, and not a proxy on it for somebody else."""
    client = request.client.host if request.client else ""
    forwarded = any(name in request.headers for name in _FORWARDED)
    named = request.url.hostname in LOOPBACK  # not another site's name that leads here
    return _is_loopback(client) and named and not forwarded and not _is_published()


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _is_published() -> bool:
    """People come through a proxy then, which may stand on this machine."""
    return bool(config().public_url) and not config().is_loopback


async def _is_admin(bearer: Bearer) -> bool:
    try:
        person = await tokens.owner(bearer.credentials) if bearer else None
    except NotSignedIn:
        return False
    return person is not None and person.role is Role.ADMIN


class _Collected(Collector):
    """Figures as the library wants them."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Every family of numbers."""
        return families.of(self._figures)
