"""The database: opened once per process, for reading or in transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow.errors import ConfigurationError

_PRAGMAS = ("journal_mode=wal", "synchronous=normal", "busy_timeout=15000", "foreign_keys=on")
_engine: AsyncEngine | None = None


async def open_database(url: str) -> None:
    """Connect to the database at a SQLAlchemy address; nothing is created or migrated."""
    global _engine
    await close_database()
    # An error's words go into the log: the values of the statement are nobody's to read there.
    _engine = create_async_engine(
        url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True
    )
    if url.startswith("sqlite"):
        event.listen(_engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(_engine.sync_engine, "begin", _begin_sqlite)


async def close_database() -> None:
    """Give back every connection; a second call does nothing."""
    global _engine
    if _engine is not None:
        await _engine.dispose()
    _engine = None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin ourselves, see _begin_sqlite
    for pragma in _PRAGMAS:
        connection.execute(f"pragma {pragma}")
    # SQLite's own knows the letters of English alone, PostgreSQL's all.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another wrote between;
    # one that takes the write lock first waits for it.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
        await session.commit()
