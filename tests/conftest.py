"""A real, migrated SQLite database for each test that asks; nothing is remembered in between."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from contentflow import accounts, db, first_account, limits, options
from contentflow.config import config
from contentflow.migrate import migrate
from contentflow.names import Role
from contentflow.person import Person
from tests.model_server import ModelServer
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

PASSWORD = "correct horse battery"
_OURS = ("CONTENTFLOW_", "OPENAI_", "REDIS_URL", "HOST", "PORT")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop that no other test could start beside."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


def forget() -> None:
    """Nothing of an earlier test's settings or limits counts."""
    config.cache_clear()
    options.forget()
    first_account.setup_code.cache_clear()
    buckets = (limits.starts, limits.samples, limits.reads, limits.joins, limits.sign_ins_from)
    for limit in (*buckets, limits.sign_ins, limits.setup_codes, limits.links):
        limit.clear()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, to copy."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(f"sqlite:///{folder / 'contentflow.db'}", folder)
    return folder / "contentflow.db"


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of this test; no other setting of the environment counts."""
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CONTENTFLOW_DATA_DIR", str(tmp_path))
    forget()
    yield tmp_path
    forget()


@pytest.fixture
async def database(data_dir: Path, migrated: Path) -> AsyncIterator[str]:
    """An open database of this test's own; its address."""
    await asyncio.to_thread(shutil.copy, migrated, data_dir / "contentflow.db")
    await db.open_database(config().database)
    yield config().database
    await db.close_database()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for all tests that ask."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_on_postgres(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database on PostgreSQL without rows, to copy."""
    address = postgres.new_database()
    migrate(address, tmp_path_factory.mktemp("nothing"))
    return address


@pytest.fixture
async def on_postgres(
    data_dir: Path,
    postgres: PostgresServer,
    migrated_on_postgres: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[str]:
    """An open database of this test's own on PostgreSQL; its address."""
    address = await asyncio.to_thread(postgres.new_database, migrated_on_postgres)
    monkeypatch.setenv("CONTENTFLOW_DATABASE_URL", address)
    config.cache_clear()
    await db.open_database(config().database)
    yield address
    await db.close_database()


@pytest.fixture(params=["sqlite", "postgres"])
def either_database(request: pytest.FixtureRequest) -> str:
    """An open database of this test's own, once of each kind; ask for it before people."""
    if request.param == "postgres":
        request.getfixturevalue("on_postgres")
    address: str = request.getfixturevalue("database")
    return address


@pytest.fixture
async def person(database: str) -> Person:
    """An editor."""
    return (await accounts.create_user("maya@example.com", Role.EDITOR, PASSWORD))[0]


@pytest.fixture
async def colleague(database: str) -> Person:
    """Another editor."""
    return (await accounts.create_user("tom@example.com", Role.EDITOR, PASSWORD))[0]


@pytest.fixture
async def admin(database: str) -> Person:
    """Somebody who looks after the installation."""
    return (await accounts.create_user("root@example.com", Role.ADMIN, PASSWORD))[0]


@pytest.fixture
async def viewer(database: str) -> Person:
    """Somebody who may only read."""
    return (await accounts.create_user("vera@example.com", Role.VIEWER, PASSWORD))[0]


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A scripted model behind a real HTTP endpoint."""
    with ModelServer() as server:
        yield server


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis of this test's own."""
    with RedisServer() as server:
        yield server
