"""The database: opened once per process, for reading or in transactions."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Insert, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db_sqlite
from contentflow.errors import ConfigurationError
from contentflow.models import set_clock

_PATIENCE = 10.0  # seconds for a connection
_TRUSTED = 1.0  # seconds for which a connection that just served is believed to be alive
_NEGLIGIBLE = timedelta(milliseconds=20)
_engine: AsyncEngine | None = None
_writers: db_sqlite.Writers | None = None


async def open_database(url: str, pool: int = 10) -> None:
    """Connect to the database at a SQLAlchemy address; nothing is created or migrated.

    `pool` connections are kept, and at most twice as many opened.
    """
    global _engine, _writers
    await close_database()
    # An error's words go into the log: the values of the statement are nobody's to read there.
    if url.startswith("sqlite"):
        _engine, _writers = db_sqlite.connect(url), db_sqlite.Writers()
        return
    _engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=_PATIENCE,
        connect_args={"connect_timeout": int(_PATIENCE)},
    )
    _ping_after_rest(_engine)
    await correct_clock()


def _ping_after_rest(engine: AsyncEngine) -> None:
    """Ask a connection that has rested whether it is still there, before anybody relies on it.

    `pool_pre_ping` asks each time: of a busy process that is a sixth of all it asks the database.
    """

    def rests(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info["rests_since"] = time.monotonic()

    def wakes(connection: Any, entry: ConnectionPoolEntry, _: object) -> None:
        dialect = engine.dialect
        if time.monotonic() - entry.info.get("rests_since", time.monotonic()) <= _TRUSTED:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", rests)
    event.listen(engine.sync_engine, "checkout", wakes)


async def close_database() -> None:
    """Give back every connection; a second call does nothing."""
    global _engine, _writers
    if _engine is not None:
        await _engine.dispose()
    _engine = _writers = None
    set_clock(timedelta())


async def correct_clock() -> None:
    """Tell time by the database's clock, which all processes share; SQLite's is our own."""
    if _current().dialect.name == "sqlite":
        return
    async with reading() as session:
        before = datetime.now(UTC)
        told: datetime = (await session.exec(select(func.clock_timestamp()))).one()
        half = (datetime.now(UTC) - before) / 2
    ahead = before + half - told
    # Less than the way there and back cannot be told from no difference at all.
    set_clock(ahead if abs(ahead) > max(half, _NEGLIGIBLE) else timedelta())


@asynccontextmanager
async def alone(name: str) -> AsyncIterator[AsyncSession]:
    """A transaction that no other with this name runs beside, in whichever process."""
    async with transaction() as session:
        if _current().dialect.name == "postgresql":
            key = func.hashtext(f"contentflow {name}")
            await session.exec(select(func.pg_advisory_xact_lock(key)))
        else:
            await session.exec(select(1))  # takes the write lock now, not at the first query
        yield session


def _current() -> AsyncEngine:
    if _engine is None:
        raise ConfigurationError("The database is not open.")
    return _engine


@asynccontextmanager
async def reading() -> AsyncIterator[AsyncSession]:
    """A session for queries; whatever it changes is thrown away."""
    async with AsyncSession(_current(), expire_on_commit=False) as session:
        yield session


@asynccontextmanager
async def transaction() -> AsyncIterator[AsyncSession]:
    """A session that commits at the end of the block and rolls back if the block raises."""
    engine = _current().execution_options(writes=True)
    async with _turn(), AsyncSession(engine, expire_on_commit=False) as session:
        yield session
        await session.commit()


async def insert_rows(
    connection: AsyncConnection, statement: Insert, rows: Sequence[SQLModel]
) -> None:
    """Insert rows of one table. A session's own bookkeeping would take longer than the insert."""
    values = [row.model_dump() for row in rows]
    if len(values) == 1:  # psycopg opens a pipeline for a list
        await connection.execute(statement, values[0])
    elif values:
        await connection.execute(statement, values)


def _turn() -> AbstractAsyncContextManager[None]:
    return nullcontext() if _writers is None else _writers.turn()
