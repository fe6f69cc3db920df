"""Both databases into one file and back, on SQLite and on PostgreSQL."""

import asyncio
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

from contentflow import backups, campaigns, db, migrate
from contentflow.config import Config, config
from contentflow.errors import ConfigurationError
from contentflow.person import Person
from tests.postgres_server import PostgresServer
from tests.test_moving import ask

TOPIC = "A topic that comes back"


async def fill(person: Person) -> None:
    await campaigns.create(person, campaigns.validate({"topic": TOPIC}))


async def test_a_sqlite_installation_comes_back_while_it_is_in_use(
    database: str, person: Person, data_dir: Path, tmp_path: Path
) -> None:
    await fill(person)
    made = await asyncio.to_thread(backups.back_up, config(), tmp_path / "kept" / "b.zip")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with zipfile.ZipFile(made) as packed:
        assert json.loads(packed.read("contentflow.json"))["tables"] == migrate.newest()
    await db.close_database()
    elsewhere = config().model_copy(update={"data_dir": tmp_path / "elsewhere"})
    await asyncio.to_thread(backups.restore, elsewhere, made)
    assert ask(elsewhere.database, "select topic from campaigns") == [(TOPIC,)]
    with pytest.raises(ConfigurationError, match="is there already"):
        backups.restore(elsewhere, made)
    with pytest.raises(ConfigurationError, match="is there already"):
        backups.back_up(config(), made)


async def test_a_postgres_installation_comes_back(
    on_postgres: str, person: Person, postgres: PostgresServer, tmp_path: Path
) -> None:
    await fill(person)
    settings = on(on_postgres, postgres.new_database(), tmp_path)
    made = await asyncio.to_thread(backups.back_up, settings, tmp_path / "b.zip")
    target = on(postgres.new_database(), postgres.new_database(), tmp_path)
    await asyncio.to_thread(backups.restore, target, made)
    assert ask(target.database, "select topic from campaigns") == [(TOPIC,)]
    assert migrate.state(target.database) == migrate.newest()
    with pytest.raises(ConfigurationError, match="has tables in it"):
        await asyncio.to_thread(backups.restore, target, made)


def on(database: str, engine: str, folder: Path) -> Config:
    return config().model_copy(
        update={"database_url": database, "engine_url": engine, "data_dir": folder}
    )


async def test_what_is_no_backup_or_too_new_is_refused(
    database: str, person: Person, tmp_path: Path
) -> None:
    settings = config().model_copy(update={"data_dir": tmp_path / "elsewhere"})
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(os.urandom(200))
    with pytest.raises(ConfigurationError, match="no backup"):
        backups.restore(settings, wrong)
    with pytest.raises(ConfigurationError, match="no backup"):
        backups.restore(settings, tmp_path / "none.zip")
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(newer, "w") as packed:
        packed.writestr("contentflow.json", json.dumps({"tables": "9999", "contentflow": "9.0"}))
    with pytest.raises(ConfigurationError, match=r"newer version \(9.0\)"):
        backups.restore(settings, newer)


async def test_a_backup_goes_back_to_its_own_kind_of_database(
    database: str, person: Person, postgres: PostgresServer, tmp_path: Path
) -> None:
    made = await asyncio.to_thread(backups.back_up, config(), tmp_path / "b.zip")
    other = on(postgres.new_database(), postgres.new_database(), tmp_path)
    with pytest.raises(ConfigurationError, match="kind of database"):
        await asyncio.to_thread(backups.restore, other, made)


async def test_a_hostile_name_in_a_backup_is_not_unpacked(database: str, tmp_path: Path) -> None:
    made = tmp_path / "b.zip"
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("contentflow.json", json.dumps({"tables": None}))
        packed.writestr("../../engine.db", b"x")
    settings = config().model_copy(update={"data_dir": tmp_path / "elsewhere"})
    with pytest.raises(ConfigurationError, match="no part for these databases"):
        backups.restore(settings, made)
    assert not (tmp_path.parent / "engine.db").exists()
