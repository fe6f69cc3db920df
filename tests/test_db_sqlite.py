import asyncio
from typing import Any

import aiosqlite
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from contentflow import db
from contentflow.models import Setting


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done in the connections' threads."""
    taken: list[str] = []
    execute = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, function: Any, *given: Any, **named: Any) -> Any:
        taken.append(function.__name__)
        return await execute(self, function, *given, **named)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return taken


async def test_a_statement_goes_to_the_thread_once(database: str, ways: list[str]) -> None:
    async with db.transaction() as session:
        session.add(Setting(name="a"))
    ways.clear()
    async with db.reading() as session:
        assert (await session.exec(select(Setting.name))).all() == ["a"]
    assert ways == ["_run", "rollback"]
    ways.clear()
    async with db.transaction() as session:
        session.add(Setting(name="b"))
    assert ways == ["_run", "commit"]


async def test_a_session_that_asks_nothing_costs_nothing(database: str, ways: list[str]) -> None:
    async with db.reading() as session:
        await session.exec(select(1))  # opens the connection
    ways.clear()
    async with db.transaction():
        pass
    async with db.transaction() as session:
        await session.connection()
    assert ways == []


async def test_what_was_begun_and_not_asked_does_not_reach_the_next(database: str) -> None:
    async with db.transaction() as session:
        await session.connection()
    async with db.reading() as reader:  # on the same connection: had it the write lock,
        assert (await reader.exec(select(func.count()).select_from(Setting))).one() == 0
        async with asyncio.timeout(2):  # nobody could write beside it
            async with db.transaction() as session:
                session.add(Setting(name="beside"))


async def test_a_statement_that_fails_leaves_the_connection_usable(database: str) -> None:
    async with db.transaction() as session:
        session.add(Setting(name="a"))

    async def again() -> None:
        async with db.transaction() as session:
            session.add(Setting(name="a"))

    with pytest.raises(IntegrityError):
        await again()
    async with db.transaction() as session:
        session.add(Setting(name="b"))
        await session.flush()
        assert (await session.exec(select(Setting.name))).all() == ["a", "b"]


async def test_who_gives_up_waiting_for_the_lock_does_not_take_it_later(database: str) -> None:
    async def write(name: str) -> None:
        async with db.transaction() as session:
            session.add(Setting(name=name))

    async with db.alone("a test"):
        waiting = asyncio.create_task(write("given up"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await asyncio.sleep(0.1)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(2):
        await write("later")
    async with db.reading() as session:
        assert (await session.exec(select(Setting.name))).all() == ["later"]
