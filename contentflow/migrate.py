"""The tables brought to the shape this version needs, with a copy made first. It blocks."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.pool import NullPool

from contentflow.config import config
from contentflow.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent
_LOCK = 0x636F6E74  # "cont": PostgreSQL's advisory lock while several processes start at once


def migrate(database_url: str | None = None, data_dir: Path | None = None) -> None:
    """Migrate a database, by default the configured one, to the newest version.

    An existing SQLite file that is behind is first copied into the data folder's backups/.

    Raises:
        ConfigurationError: the database is of a newer version.
    """
    url = sync_url(database_url or config().database)
    folder = data_dir or config().data_dir
    if _file(url):
        Path(_file(url)).parent.mkdir(parents=True, exist_ok=True)
    with closing(_Database(url)) as database:
        version = database.version()
        if version == newest():
            return
        if not knows(version):
            raise ConfigurationError(
                f"The database is of a newer version ({version}) than this program. Update it."
            )
        if version is not None and _file(url):
            back_up(Path(_file(url)), folder)
        database.upgrade()


def newest() -> str | None:
    """The version the code needs."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def knows(version: str | None) -> bool:
    """Whether this code has a migration to or beyond a version of the tables."""
    scripts = ScriptDirectory.from_config(_alembic())
    return version is None or version in {script.revision for script in scripts.walk_revisions()}


def state(database_url: str) -> str | None:
    """The version a database is at; None when it has no tables of ours. Makes no file."""
    url = sync_url(database_url)
    if _file(url) and not Path(_file(url)).exists():
        return None
    with closing(_Database(url)) as database:
        return database.version()


def sync_url(url: str) -> URL:
    """The address for a driver that blocks."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite")
    return parsed.set(drivername="postgresql+psycopg")


def back_up(file: Path, data_dir: Path) -> Path:
    """Copy a SQLite database, also one in use; returns the copy."""
    folder = data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = folder / f"{file.stem}-{moment}{file.suffix}"
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    os.chmod(copy, file.stat().st_mode & 0o777)
    return copy


def _file(url: URL) -> str:
    on_disk = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return url.database or "" if on_disk else ""


class _Database:
    """A connection used for migrating alone."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(url, poolclass=NullPool)

    def close(self) -> None:
        self._engine.dispose()

    def version(self) -> str | None:
        with self._engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def upgrade(self) -> None:
        with self._engine.begin() as connection:
            self._lock(connection)
            command.upgrade(_alembic(connection), "head")

    def _lock(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK})")


def _alembic(connection: Connection | None = None) -> AlembicConfig:
    # Installed without pyproject.toml beside it, the package still knows where its migrations are.
    found = AlembicConfig(toml_file=_PACKAGE.parent / "pyproject.toml")
    found.set_main_option("script_location", str(_PACKAGE / "migrations").replace("%", "%%"))
    found.attributes["connection"] = connection
    return found
