"""What the commands say, and the database they say it about."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from contentflow import db, migrate
from contentflow.config import config
from contentflow.errors import ConfigurationError


def say(line: str = "") -> None:
    """A line of the answer."""
    sys.stdout.write(f"{line}\n")


def complain(line: str) -> None:
    """A line beside the answer: an error, or a remark."""
    sys.stderr.write(f"{line}\n")


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows with their columns under each other; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


@asynccontextmanager
async def database() -> AsyncIterator[None]:
    """The configured database, open; a server may be using it at the same time.

    Raises:
        ConfigurationError: it has not the tables this version needs.
    """
    if await asyncio.to_thread(migrate.state, config().database) != migrate.newest():
        raise ConfigurationError("The database is not ready. Run: python -m contentflow migrate")
    await db.open_database(config().database)
    try:
        yield
    finally:
        await db.close_database()
