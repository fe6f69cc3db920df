"""What every process does before its work: the database, migrated, and the first account."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from contentflow import db, first_account, lock
from contentflow.config import Config
from contentflow.errors import ConfigurationError
from contentflow.migrate import migrate


@asynccontextmanager
async def opened(settings: Config) -> AsyncIterator[None]:
    """The database, migrated, with the first account if the environment names one.

    Raises:
        ConfigurationError: it does not answer, or is of a newer version.
    """
    try:
        async with lock.turn(settings.data_dir):
            await _prepared(settings)
        yield
    finally:
        await db.close_database()


async def _prepared(settings: Config) -> None:
    try:
        await asyncio.to_thread(migrate)
        await db.open_database(settings.database, settings.database_pool)
        await first_account.create_from_environment()
    except SQLAlchemyError as error:
        raise ConfigurationError(f"The database does not answer: {_cause(error)}") from error


def _cause(error: SQLAlchemyError) -> str:
    """The driver's own words, in one line."""
    said = str(error.__cause__ or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
