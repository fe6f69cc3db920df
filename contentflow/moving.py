"""An installation's tables copied to another, empty database, and compared row for row. It blocks.

What runs is not in the engine's own tables alone: a run that was at work is taken over from its
rows, so those tables stay behind.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, create_engine, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from contentflow import migrate
from contentflow.errors import ConfigurationError
from contentflow.models import User

_AT_ONCE = 500  # rows


@dataclass(frozen=True)
class Moved:
    """One table: how many rows are there now, each the same as before."""

    table: str
    rows: int


def move(source: str, target: str, tell: Callable[[Moved], None]) -> list[Moved]:
    """Copy every table of ours; `tell` hears of each when it is verified.

    Raises:
        ConfigurationError: the target is not empty, the source is not of this version, or a row
            differs after it was copied; nothing is left in the target then.
    """
    _require_current(source)
    migrate.migrate(target)
    with _connected(source) as old, _connected(target) as new:
        _require_empty(new)
        with new.begin():
            moved = [_copied(old, new, table) for table in _tables()]
            for one in moved:
                tell(one)
    return moved


def _tables() -> list[Table]:
    """Every table, those that others point to first."""
    return User.metadata.sorted_tables


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(migrate.sync_url(url), poolclass=NullPool, hide_parameters=True)
    try:
        with closing(engine.connect()) as connection:
            yield connection
    except SQLAlchemyError as error:
        raise ConfigurationError(
            f"The database does not answer: {error.__cause__ or error}"
        ) from error
    finally:
        engine.dispose()


def _require_current(source: str) -> None:
    if migrate.state(source) != migrate.newest():
        raise ConfigurationError(
            "The database to be moved is not of this version. Run: python -m contentflow migrate"
        )


def _require_empty(new: Connection) -> None:
    with new.begin():
        if new.execute(select(func.count()).select_from(User.metadata.tables["users"])).scalar():
            raise ConfigurationError(
                "The target already has people in it; choose an empty database."
            )


def _copied(old: Connection, new: Connection, table: Table) -> Moved:
    new.execute(table.delete())  # what the migration itself put there
    count = 0
    rows = old.execute(_in_order(table))
    while part := rows.mappings().fetchmany(_AT_ONCE):
        new.execute(insert(table), [_aware(dict(row)) for row in part])
        count += len(part)
    _verify(old, new, table)
    return Moved(table.name, count)


def _in_order(table: Table) -> Any:
    query = select(table).order_by(*table.primary_key.columns)
    return query.execution_options(stream_results=True)


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    """SQLite forgets the zone of a time; PostgreSQL wants it said."""
    return {
        name: value.replace(tzinfo=UTC)
        if isinstance(value, datetime) and value.tzinfo is None
        else value
        for name, value in row.items()
    }


def _verify(old: Connection, new: Connection, table: Table) -> None:
    before, after = _digests(old, table), _digests(new, table)
    differing = [key for key in before | after if before.get(key) != after.get(key)]
    if differing:
        raise ConfigurationError(
            f"Table {table.name}: {len(differing)} rows differ after the copy; nothing was kept."
        )


def _digests(connection: Connection, table: Table) -> dict[str, str]:
    """A hash of every row, by its key. The order of rows may differ between two databases."""
    keys = [column.name for column in table.primary_key.columns]
    rows = connection.execute(_in_order(table)).mappings()
    return {json.dumps([str(row[key]) for key in keys]): _digest(_aware(dict(row))) for row in rows}


def _digest(row: dict[str, Any]) -> str:
    said = json.dumps(row, sort_keys=True, default=_said)
    return hashlib.sha256(said.encode()).hexdigest()


def _said(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
