"""A real, migrated SQLite database for each test that asks; nothing is remembered in between."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from contentflow import accounts, db, first_account, limits, options, passwords
from contentflow.config import config
from contentflow.migrate import migrate
from contentflow.names import Role
from contentflow.person import Person
from tests.model_server import ModelServer
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

PASSWORD = "correct horse battery"
HASHER = passwords._hasher
_OURS = ("CONTENTFLOW_", "OPENAI_", "REDIS_URL", "HOST", "PORT")


# Alike at every run and on every machine; `--hypothesis-profile explore` looks for what is new.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ours", _PATIENT, derandomize=True)
settings.register_profile("explore", _PATIENT, max_examples=2_000)
settings.load_profile("ours")

# Fixtures that may be asked for in any process: nothing else of the test's module goes with them.
_PORTABLE = {"start", "server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests go together to one of the processes that work beside each other.

    A module goes as one, for what its tests share; so nothing has to be said of a usual test. Of
    a module that is `apart` each test goes for itself, and so does a browser test whose server is
    its own or everybody's.
    """
    items.sort(key=_turn)
    for item in items:
        if not _is_apart(item):
            item.add_marker(
                pytest.mark.xdist_group(str(item.path.relative_to(item.config.rootpath)))
            )


def _turn(item: pytest.Item) -> tuple[bool, bool]:
    """Slow ones first, so that no process ends long after the others; browser tests last.

    Playwright keeps an event loop in its thread, and no other test could start one beside it.
    """
    return "e2e" in item.path.parts, item.get_closest_marker("slow") is None


def _is_apart(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("apart") is not None or bool(asked & _PORTABLE)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashing() -> Iterator[None]:
    """As cheap as argon2 can be in this process: hundreds of tests make accounts of no worth."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", lambda: cheap)
        yield


@pytest.fixture
def real_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing as the product does it."""
    monkeypatch.setattr(passwords, "_hasher", HASHER)
    passwords._decoy.cache_clear()


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
