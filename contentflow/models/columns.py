"""Column types the tables share. Ids are UUIDv7 strings; every time is aware UTC."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Enum, TypeDecorator
from sqlmodel import Field
from uuid_utils import uuid7


def new_id() -> str:
    """A fresh UUIDv7: sorts by time."""
    return str(uuid7())


_ahead = timedelta()  # of the database's clock, this process's


def now() -> datetime:
    """This moment, UTC, by the clock that all processes share."""
    return datetime.now(UTC) - _ahead


def set_clock(ahead: timedelta) -> None:
    """Say how far this machine's clock is ahead of the shared one, the database's."""
    global _ahead
    _ahead = ahead


class UtcDateTime(TypeDecorator[datetime]):
    """SQLite forgets the zone; every time comes back as aware UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Attach UTC where the database gave no zone."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


def moment(*, index: bool = False) -> Any:
    """A time that is always there, by default this moment."""
    return Field(default_factory=now, sa_type=UtcDateTime, index=index)


def maybe_moment() -> Any:
    """A time that may not have come yet."""
    return Field(default=None, sa_type=UtcDateTime)


def json(default: Any = dict) -> Any:
    """Plain JSON data, never null."""
    return Field(default_factory=default, sa_column=Column(JSON, nullable=False))


def word(kind: type[StrEnum], default: StrEnum) -> Any:
    """A word of a fixed vocabulary, kept as text: a new word needs no new column type."""
    kept = Enum(kind, native_enum=False, length=40, values_callable=lambda words: list(words))
    return Field(default=default, sa_type=kept)
