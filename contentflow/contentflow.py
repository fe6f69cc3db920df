"""The composition root: pages, HTTP routes and what lives as long as the server. Nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx

from contentflow import accounts, db, engine, process, routes
from contentflow.api.app import create_api
from contentflow.config import config
from contentflow.lock import single_process
from contentflow.migrate import migrate
from contentflow.pages import PAGES


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Everything that is open while the server serves, in the order it is needed."""
    with single_process(config().data_dir):
        await asyncio.to_thread(migrate)
        await db.open_database(config().database)
        try:
            await accounts.create_from_environment()
            await say_setup_code()
            async with engine.running(), process.tended():
                yield
        finally:
            await db.close_database()


async def say_setup_code() -> None:
    """Give whoever started the server the code that the first account needs from elsewhere."""
    if (code := accounts.setup_code()) and not await accounts.has_accounts():
        process.say(f"First account: open {config().address}{routes.SETUP} with the code {code}")


app = rx.App(
    api_transformer=create_api(),
    stylesheets=["/tokens.css", "/ui.css", "/campaign.css"],
)
app.app_wraps.pop((5, "Overlay"), None)  # the layout says itself when the connection is lost
app.register_lifespan_task(lifespan)
for page in PAGES:
    app.add_page(page.component, route=page.route, title=page.title, on_load=page.on_load)
