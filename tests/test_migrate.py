import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from contentflow import migrate
from contentflow.models import User


@pytest.fixture
def file(tmp_path: Path, migrated: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "contentflow.db"))


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*.db"))


def test_the_migrations_make_the_tables_of_the_models(file: Path) -> None:
    engine = create_engine(migrate.sync_url(url(file)))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, User.metadata) == []
    assert set(User.metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()


def test_migrating_works_from_anywhere_and_into_a_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "a folder%20with" / "new.db"
    migrate.migrate(url(made), tmp_path)
    assert migrate.state(url(made)) == migrate.newest()
    assert backups(tmp_path) == []


def test_migrating_again_does_nothing(file: Path, tmp_path: Path) -> None:
    before = file.stat().st_mtime_ns
    migrate.migrate(url(file), tmp_path)
    assert file.stat().st_mtime_ns == before
    assert backups(tmp_path) == []


def test_a_file_that_is_behind_is_copied_first(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("insert into settings values ('organisation', '\"Tea\"', '2026-01-01')")
        connection.commit()
        upgraded = []
        monkeypatch.setattr(migrate, "newest", lambda: "a later one")
        monkeypatch.setattr(migrate._Database, "upgrade", lambda _self: upgraded.append(True))
        migrate.migrate(url(file), tmp_path)
    assert upgraded == [True]
    (copy,) = backups(tmp_path)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("select value from settings").fetchall() == [('"Tea"',)]


def test_looking_makes_no_file(tmp_path: Path) -> None:
    assert migrate.state(url(tmp_path / "none.db")) is None
    assert list(tmp_path.iterdir()) == []


def test_the_driver_is_one_that_blocks() -> None:
    assert migrate.sync_url("sqlite+aiosqlite:///a.db").drivername == "sqlite"
    assert migrate.sync_url("postgresql+psycopg://a@b/c").drivername == "postgresql+psycopg"
