"""SQLite: connections that go to their thread once a statement, and turns for who writes.

SQLAlchemy and aiosqlite go there up to four times (a cursor, the statement, its rows, its end) and
for "begin", and every way there and back costs the event loop more than the query itself.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Self, cast

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_PATIENCE = 15.0  # seconds for the write lock
_PRAGMAS = (
    "journal_mode=wal",
    "synchronous=normal",
    f"busy_timeout={_PATIENCE * 1000:.0f}",
    "foreign_keys=on",
)
_CHUNK = 64  # aiosqlite's own; here results are read whole
_Rows = Iterable[Any]


def connect(url: str) -> AsyncEngine:
    """An engine on the SQLite file of a SQLAlchemy address; nothing is opened yet.

    Transactions of connections with the execution option `writes` take the write lock.
    """
    address = make_url(url)
    places, options = address.get_dialect()().create_connect_args(address)
    opener = partial(sqlite3.connect, *places, **options)

    async def opened() -> "_Connection":
        connection = _Connection(opener, _CHUNK)
        connection._thread.daemon = True  # or a process that fails would wait for it
        return cast("_Connection", await connection)

    engine = create_async_engine(url, async_creator=opened, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


class Writers:
    """Whose turn it is to write, in this process.

    SQLite lets one write at a time and the others look again after ever longer naps, up to 100 ms:
    under load somebody naps while nobody writes, and who came first may come last. They also hold
    connections meanwhile that readers could use.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn and have it for the block.

        Raises:
            OperationalError: none came, as when somebody outside holds the database.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._lock.acquire()
        except TimeoutError:
            cause = sqlite3.OperationalError("database is locked")
            raise OperationalError("BEGIN IMMEDIATE", None, cause) from None
        try:
            yield
        finally:
            self._lock.release()


class _Cursor(aiosqlite.Cursor):
    """A statement whose rows are read, all of them, on the way that runs it."""

    _rows: _Rows = ()

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        self._rows = await self._once(self._cursor.execute, sql, parameters or ())
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        self._rows = await self._once(self._cursor.executemany, sql, parameters)
        return self

    @property
    def _connection(self) -> "_Connection":
        return cast("_Connection", self._conn)

    async def _once(self, *statement: Any) -> _Rows:
        self._connection.asked = True
        found = await self._execute(self._run, *statement)  # type: ignore[no-untyped-call]
        return cast("_Rows", found)

    def _run(self, execute: Callable[..., Any], *statement: Any) -> _Rows:
        self._connection.begin()
        execute(*statement)
        return self._cursor.fetchall() if self._cursor.description else ()

    async def fetchall(self) -> _Rows:
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """Its rows are read: there is nothing to end."""


class _Connection(aiosqlite.Connection):
    """A connection that begins a transaction with its first statement."""

    _beginning = ""
    asked = False  # since the last commit or rollback; one that was cancelled may still run

    def begin_with(self, statement: str) -> None:
        """What to say before the next statement."""
        self._beginning = statement

    def begin(self) -> None:
        """Say it; in the connection's own thread."""
        beginning, self._beginning = self._beginning, ""
        if beginning:
            self._conn.execute(beginning)

    def cursor(self) -> _Cursor:  # type: ignore[override]  # nothing to wait for
        return _Cursor(self, self._conn.cursor())

    async def commit(self) -> None:
        await self._end(super().commit)

    async def rollback(self) -> None:
        await self._end(super().rollback)

    async def _end(self, how: Callable[[], Awaitable[None]]) -> None:
        if self.asked:
            await how()
            self.asked = False
        self._beginning = ""


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin ourselves, see _begin
    for pragma in _PRAGMAS:
        connection.execute(f"pragma {pragma}")
    # SQLite's own knows the letters of English alone, PostgreSQL's all.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another wrote between;
    # one that takes the write lock first waits for it.
    writes = connection.get_execution_options().get("writes", False)
    driver = connection.connection.driver_connection
    cast("_Connection", driver).begin_with("BEGIN IMMEDIATE" if writes else "BEGIN")
