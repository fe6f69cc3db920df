import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from contentflow import db
from contentflow.errors import ConfigurationError
from contentflow.models import Campaign, Setting, columns, now


async def names() -> list[str]:
    async with db.reading() as session:
        return list((await session.exec(select(Setting.name))).all())


async def test_a_transaction_commits_whole_or_not_at_all(database: str) -> None:
    async with db.transaction() as session:
        session.add(Setting(name="kept"))

    async def fail() -> None:
        async with db.transaction() as session:
            session.add(Setting(name="lost"))
            await session.flush()
            raise OSError("killed")

    with pytest.raises(OSError, match="killed"):
        await fail()
    assert await names() == ["kept"]


async def test_what_a_reader_changes_is_thrown_away(database: str) -> None:
    async with db.reading() as session:
        session.add(Setting(name="lost"))
        await session.flush()
    assert await names() == []


async def test_writers_that_read_first_wait_for_each_other(database: str) -> None:
    async with db.transaction() as session:
        session.add(Setting(name="count", value=0))

    async def increase() -> None:
        async with db.transaction() as session:
            row = await session.get_one(Setting, "count")
            await asyncio.sleep(0.005)
            row.value = row.value + 1
            session.add(row)

    await asyncio.gather(*(increase() for _ in range(10)))
    async with db.reading() as session:
        assert (await session.get_one(Setting, "count")).value == 10


async def test_who_is_alone_is_so_from_the_beginning(database: str) -> None:
    order = []

    async def turn(name: str) -> None:
        async with db.alone("a test"):
            order.append(f"{name} begins")
            await asyncio.sleep(0.05)  # no query yet
            order.append(f"{name} ends")

    await asyncio.gather(turn("a"), turn("b"))
    first, second = order[0][0], order[2][0]
    assert order == [f"{first} begins", f"{first} ends", f"{second} begins", f"{second} ends"]


async def test_a_reader_sees_one_moment(database: str) -> None:
    async with db.reading() as session:
        before = (await session.exec(select(Setting.name))).all()
        async with db.transaction() as other:
            other.add(Setting(name="later"))
        assert (await session.exec(select(Setting.name))).all() == before


async def test_sqlite_is_safe_and_fast(database: str) -> None:
    async with db.reading() as session:
        connection = await session.connection()
        found = [
            (await connection.execute(text(f"pragma {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 1, 15000]


async def test_rows_belong_to_somebody(database: str) -> None:
    async def orphan() -> None:
        async with db.transaction() as session:
            session.add(Campaign(user_id="nobody", topic="Tea"))

    with pytest.raises(IntegrityError):
        await orphan()


async def test_times_come_back_with_their_zone(database: str) -> None:
    async with db.transaction() as session:
        session.add(Setting(name="a"))
    async with db.reading() as session:
        assert (await session.get_one(Setting, "a")).updated_at.tzinfo is not None


async def test_a_closed_database_says_so(tmp_path: Path) -> None:
    await db.open_database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    await db.close_database()
    await db.close_database()
    with pytest.raises(ConfigurationError):
        await names()


@pytest.mark.parametrize("hours", [-26, 3])
async def test_time_is_the_databases_however_wrong_the_clock_is(
    on_postgres: str, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(hours=hours)

    monkeypatch.setattr(columns, "datetime", Wrong)
    monkeypatch.setattr(db, "datetime", Wrong)
    assert abs(now() - datetime.now(UTC)) > timedelta(hours=2)
    await db.correct_clock()
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)
    await db.close_database()  # and what it measured is forgotten
    assert abs(now() - datetime.now(UTC)) > timedelta(hours=2)


async def hang_up(address: str) -> None:
    """The server ends every connection, as when it is started again."""
    ended = "select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()"
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as other:
        await other.execute(f"{ended} and datname = current_database()")


async def test_a_connection_that_has_rested_is_tried_before_it_is_used(
    on_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_TRUSTED", 0.0)
    await asyncio.gather(names(), names())
    await hang_up(on_postgres)
    assert await names() == []


async def test_one_that_just_served_is_not_and_fails_once(
    on_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_TRUSTED", 60.0)
    await asyncio.gather(names(), names())
    await hang_up(on_postgres)
    with pytest.raises(OperationalError):
        await names()
    assert await names() == []
    assert await names() == []
