"""The composition root: pages, HTTP routes and what lives as long as the server. Nothing else."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import reflex as rx

from contentflow import (
    deliveries,
    engine,
    first_account,
    hub_redis,
    lag,
    limits_redis,
    lock,
    presence,
    process,
    routes,
)
from contentflow.api import status
from contentflow.api.app import create_api
from contentflow.api.sockets import LimitSockets
from contentflow.config import Config, config
from contentflow.pages import PAGES
from contentflow.security import Secured
from contentflow.serve import BUILT
from contentflow.startup import opened
from contentflow.state import broadcast, budget, failures


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Everything that is open while the server serves, in the order it is needed."""
    process.log_plainly()
    process.share_memory()
    process.foretell(status.dismiss)
    settings = config()
    with claimed(settings) as leads, limits_redis.shared(settings.redis):
        async with opened(settings), hub_redis.connected(settings.redis):
            if leads or settings.role == "web":
                await say_setup_code()
            async with working(leads=leads), process.tended(), presence.kept(), lag.measured():
                yield


@contextmanager
def claimed(settings: Config) -> Iterator[bool]:
    """Whether this process runs an engine. On SQLite one alone may, and holds the data folder.

    Raises:
        ConfigurationError: another process has it, and this one was not told to do without.
    """
    if settings.role == "web":
        yield False
    elif settings.is_distributed:
        yield True
    elif settings.workers > 1:
        with lock.leading(settings.data_dir) as leads:
            yield leads
    else:
        with lock.single_process(settings.data_dir):
            yield True


@asynccontextmanager
async def working(*, leads: bool) -> AsyncIterator[None]:
    """The engine and the sender of webhooks in this process, or the way to them."""
    if leads:
        async with engine.running(), engine.listening(), deliveries.sending():
            yield
    else:
        async with engine.elsewhere():
            yield


async def say_setup_code() -> None:
    """Give whoever started the server the code that the first account needs from elsewhere."""
    if (code := first_account.setup_code()) and not await first_account.exists():
        process.say(f"First account: open {config().address}{routes.SETUP} with the code {code}")


app = rx.App(
    api_transformer=[create_api(), LimitSockets, lambda served: Secured(served, BUILT)],
    stylesheets=[
        "/tokens.css",
        "/ui.css",
        "/campaign.css",
        "/timeline.css",
        "/changes.css",
        "/editor.css",
        "/controls.css",
        "/lists.css",
        "/voices.css",
        "/team.css",
        "/inbox.css",
        "/batches.css",
        "/export.css",
    ],
    backend_exception_handler=failures.handler_failed,
    frontend_exception_handler=failures.browser_failed,
)
app.app_wraps.pop((5, "Overlay"), None)  # the layout says itself when the connection is lost
app.register_lifespan_task(lifespan)
failures.quieten()
budget.use(app)
broadcast.use(app)
for page in PAGES:
    app.add_page(page.component, route=page.route, title=page.title, on_load=page.on_load)
