"""The configured database for one command, and the command that migrates it."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import SQLAlchemyError

from contentflow import db, migrate
from contentflow.cli.terminal import say
from contentflow.config import config
from contentflow.errors import ConfigurationError


@asynccontextmanager
async def database() -> AsyncIterator[None]:
    """The configured database, open; a server may be using it at the same time.

    Raises:
        ConfigurationError: it does not answer, or has not the tables this version needs.
    """
    with _answering():
        if await asyncio.to_thread(migrate.state, config().database) != migrate.newest():
            raise ConfigurationError(
                "The database is not ready. Run: python -m contentflow migrate"
            )
        await db.open_database(config().database)
        try:
            yield
        finally:
            await db.close_database()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise ConfigurationError(
            f"The database does not answer: {error.__cause__ or error}"
        ) from error


async def migrate_database(_given: argparse.Namespace) -> int:
    """Bring the database to this version."""
    with _answering():
        before = await asyncio.to_thread(migrate.state, config().database)
        await asyncio.to_thread(migrate.migrate)
    newest = migrate.newest()
    say(f"The database is at version {newest}" + (", as before." if before == newest else "."))
    return 0
