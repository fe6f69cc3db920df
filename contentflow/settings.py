"""What the installation knows of itself, by name: the `settings` table."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import db
from contentflow.models import Setting, now

ORGANISATION = "organisation"


async def get(name: str, default: Any = None) -> Any:
    """The stored JSON value, or `default` when the name was never stored."""
    async with db.reading() as session:
        row = await session.get(Setting, name)
    return row.value if row else default


async def several(session: AsyncSession, names: Sequence[str]) -> dict[str, Any]:
    """The stored JSON values of these names; None for those that were never stored."""
    query = select(Setting.name, Setting.value).where(col(Setting.name).in_(names))
    found = dict((await session.exec(query)).all())
    return {name: found.get(name) for name in names}


async def put(session: AsyncSession, name: str, value: Any) -> None:
    """Store a JSON value in the caller's transaction."""
    row = await session.get(Setting, name)
    if row is None:
        session.add(Setting(name=name, value=value))
        return
    row.value, row.updated_at = value, now()
    session.add(row)


async def claim(session: AsyncSession, name: str) -> None:
    """Take a name that can be taken once.

    Raises:
        sqlalchemy.exc.IntegrityError: somebody has it already.
    """
    session.add(Setting(name=name, value=True))
    await session.flush()
