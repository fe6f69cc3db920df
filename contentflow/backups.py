"""Both databases in one file, and put back from it. It blocks.

SQLite files are copied while in use; PostgreSQL's own programs make and read its part, so they have
to be installed where this runs, in the server's version or a later one.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from contentflow import __version__, migrate
from contentflow.config import Config
from contentflow.errors import ConfigurationError

_MANIFEST = "contentflow.json"
_PARTS = ("contentflow", "engine")


@dataclass(frozen=True)
class Part:
    """One database of an installation."""

    name: str
    url: URL

    @property
    def on_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def kept_as(self) -> str:
        """Its name in the backup."""
        return f"{self.name}.{'db' if self.on_sqlite else 'dump'}"

    @property
    def file(self) -> Path:
        """Where a SQLite database lies."""
        return Path(self.url.database or "")


def parts_of(settings: Config) -> list[Part]:
    """The two databases: the tables and the engine's own."""
    return [
        Part(name, migrate.sync_url(url))
        for name, url in zip(_PARTS, (settings.database, settings.engine), strict=True)
    ]


def back_up(settings: Config, target: Path) -> Path:
    """Write both databases, as they are at this moment, into one zip file.

    Raises:
        ConfigurationError: a database or one of PostgreSQL's programs does not answer, or the file
            is there already.
    """
    if target.exists():
        raise ConfigurationError(f"{target} is there already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = [_saved(part, Path(folder)) for part in parts_of(settings) if _is_there(part)]
        unfinished = Path(folder) / "backup.zip"
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(_MANIFEST, json.dumps(_manifest(settings)))
            for path in made:
                packed.write(path, path.name)
        unfinished.chmod(0o600)
        unfinished.replace(target)
    return target


def _manifest(settings: Config) -> dict[str, str | None]:
    return {
        "contentflow": __version__,
        "tables": migrate.state(settings.database),
        "made_at": datetime.now(UTC).isoformat(),
    }


def _is_there(part: Part) -> bool:
    return not part.on_sqlite or part.file.exists()


def _saved(part: Part, folder: Path) -> Path:
    path = folder / part.kept_as
    if part.on_sqlite:
        with closing(sqlite3.connect(part.file)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
    else:
        _run("pg_dump", part, "--format=custom", "--no-owner", "--no-acl", f"--file={path}")
    return path


def restore(settings: Config, source: Path) -> None:
    """Put both databases back as they were. The server must be stopped.

    Raises:
        ConfigurationError: the file is no backup or one of a newer version, a database has
            something in it, or one of PostgreSQL's programs does not answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        _unpack(source, Path(folder))
        parts = [part for part in parts_of(settings) if (Path(folder) / part.kept_as).exists()]
        if [part.name for part in parts][:1] != ["contentflow"]:
            raise ConfigurationError(
                f"{source} has no part for these databases: a backup goes back to the kind of"
                " database it came from (SQLite or PostgreSQL)."
            )
        for part in parts:
            _require_empty(part)
        for part in parts:
            _put_back(part, Path(folder) / part.kept_as)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as packed:
            manifest = json.loads(packed.read(_MANIFEST))
            known = {f"{name}.{kind}" for name in _PARTS for kind in ("db", "dump")}
            for name in known & set(packed.namelist()):
                packed.extract(name, folder)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ConfigurationError(f"{source} is no backup of contentflow.") from error
    if not migrate.knows(manifest.get("tables")):
        raise ConfigurationError(
            f"{source} was made by a newer version ({manifest.get('contentflow')}). Update first."
        )


def _require_empty(part: Part) -> None:
    if part.on_sqlite:
        if part.file.exists():
            raise ConfigurationError(f"{part.file} is there already. Move it away first.")
        return
    engine = create_engine(part.url, poolclass=NullPool)
    try:
        found = inspect(engine)
        names = found.get_table_names()
        if "dbos" in found.get_schema_names():
            names += found.get_table_names("dbos")
    except SQLAlchemyError as error:
        raise ConfigurationError(
            f"The database does not answer: {error.__cause__ or error}"
        ) from error
    finally:
        engine.dispose()
    if names:
        raise ConfigurationError(
            f"The database {part.url.database} has tables in it. Restore into an empty one."
        )


def _put_back(part: Part, kept: Path) -> None:
    if part.on_sqlite:
        part.file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, part.file)
    else:
        options = ("--no-owner", "--no-acl", "--exit-on-error", "--single-transaction")
        _run("pg_restore", part, *options, f"--dbname={part.url.database}", str(kept))


def _run(program: str, part: Part, *arguments: str) -> None:
    found = shutil.which(program) or _beside(program)
    if found is None:
        raise ConfigurationError(
            f"{program} is missing. On Debian and Ubuntu: apt-get install postgresql-client"
        )
    url = part.url
    known = {
        "PGHOST": url.host,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username,
        "PGDATABASE": url.database,
        "PGPASSWORD": url.password,  # not on the command line, where others can read it
    }
    environment = os.environ | {name: value for name, value in known.items() if value}
    done = subprocess.run(  # noqa: S603 -- a program of the system with fixed options
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        raise ConfigurationError(f"{program} failed: {last[0]}")


def _beside(program: str) -> str | None:
    """The distribution keeps one version's programs beside each other, off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else None
