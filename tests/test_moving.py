"""An installation on SQLite becomes one on PostgreSQL, and every row is compared."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from contentflow import campaigns, db, migrate, moving, runs, sharing
from contentflow.config import config
from contentflow.errors import ConfigurationError
from contentflow.moving import Moved
from contentflow.person import Person
from tests.postgres_server import PostgresServer

HOSTILE = "=cmd|' /C calc'!A0 'quoted' \"twice\" \\ \u202e עברית 🪑 \n end"


@pytest.fixture
async def filled(database: str, person: Person, colleague: Person) -> str:
    """An installation with people, campaigns and runs; closed."""
    for number in range(12):
        topic = f"{HOSTILE} {number}"
        made = await campaigns.create(person, campaigns.validate({"topic": topic, "tone": "plain"}))
        await sharing.share(person, made.id, colleague.id, may_edit=bool(number % 2))
    assert made.run_id
    await runs.cancel(person, made.run_id)
    await db.close_database()
    return config().database


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(migrate.sync_url(url))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


async def test_every_row_arrives(filled: str, postgres: PostgresServer) -> None:
    target = postgres.new_database()
    told: list[Moved] = []
    moved = await asyncio.to_thread(moving.move, filled, target, told.append)
    assert told == moved
    counts = {one.table: one.rows for one in moved}
    assert (counts["users"], counts["campaigns"], counts["campaign_members"]) == (2, 12, 12)
    for query in ("select topic from campaigns order by id", "select id from runs order by id"):
        assert ask(target, query) == ask(filled, query)


async def test_the_moved_installation_goes_on(
    filled: str, postgres: PostgresServer, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = postgres.new_database()
    await asyncio.to_thread(moving.move, filled, target, lambda _: None)
    monkeypatch.setenv("CONTENTFLOW_DATABASE_URL", target)
    config.cache_clear()
    await db.open_database(config().database)
    page = await campaigns.listing(person)
    assert len(page.items) == 12
    made = await campaigns.create(person, campaigns.validate({"topic": "One more"}))
    assert (await campaigns.snapshot(person, made.id)).seq == 1
    await db.close_database()


async def test_what_is_not_empty_or_not_of_this_version_is_left_alone(
    filled: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    target = postgres.new_database()
    await asyncio.to_thread(moving.move, filled, target, lambda _: None)
    with pytest.raises(ConfigurationError, match="has people in it"):
        await asyncio.to_thread(moving.move, filled, target, lambda _: None)
    with pytest.raises(ConfigurationError, match="not of this version"):
        await asyncio.to_thread(
            moving.move, f"sqlite:///{tmp_path / 'no.db'}", target, lambda _: None
        )


async def test_a_row_that_differs_leaves_nothing(
    filled: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = postgres.new_database()
    verify = moving._verify

    def spoiled(old: Connection, new: Connection, table: object) -> None:
        if str(table) == "campaigns":
            new.execute(text("update campaigns set topic = 'lost' where batch_row is null"))
        verify(old, new, table)  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "_verify", spoiled)
    with pytest.raises(ConfigurationError, match="campaigns: 12 rows differ"):
        await asyncio.to_thread(moving.move, filled, target, lambda _: None)
    assert ask(target, "select count(*) from users") == [(0,)]
