"""Rows that somebody sent and has not started yet: kept, checked, mapped anew, started, dropped."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, db, live, voices
from contentflow.batches import checking, columns, creation, rights, terms
from contentflow.batches.checking import Checked, Skip
from contentflow.batches.columns import Places
from contentflow.batches.creation import Order
from contentflow.batches.figures import EXPECTED
from contentflow.batches.sheet import Sheet
from contentflow.batches.spending import message
from contentflow.models import Batch, BatchDraft, now
from contentflow.names import BatchStatus, Priority
from contentflow.person import Person
from contentflow.samples import short

MOST = 20  # of one person; the oldest goes when there is one more
DEFAULTS: dict[str, Any] = {"priority": Priority.BACKGROUND.value}


@dataclass(frozen=True)
class Draft:
    """A table with what was found in it. `name` is the batch's, by default the file's."""

    id: str
    name: str
    file: str
    sheet: Sheet
    places: Places
    shared: dict[str, Any]
    checked: Checked


async def keep(person: Person, sheet: Sheet, file: str = "") -> Draft:
    """Keep a table for its owner to look at.

    Raises:
        Forbidden: the person may only read.
    """
    access.require_start(person)
    name = PurePosixPath(short(file)).stem[: terms.LONGEST_NAME]
    settings = {"file": short(file), "rows": len(sheet.rows)}
    batch = Batch(user_id=person.id, name=name, status=BatchStatus.DRAFT, settings=settings)
    kept = BatchDraft(
        batch_id=batch.id,
        sheet=sheet.as_json(),
        places=columns.guess(sheet.columns),
        shared=DEFAULTS,
    )
    async with db.transaction() as session:
        await _drop_oldest(session, person)
        session.add(batch)
        await session.flush()
        session.add(kept)
    return await _view(person, batch, kept)


async def _drop_oldest(session: AsyncSession, person: Person) -> None:
    query = select(Batch.id).where(Batch.user_id == person.id, Batch.status == BatchStatus.DRAFT)
    ids = (await session.exec(query.order_by(col(Batch.id).desc()).offset(MOST - 1))).all()
    for batch_id in ids:
        await _delete(session, batch_id)


async def show(person: Person, batch_id: str) -> Draft:
    """The rows as they were sent, checked.

    Raises:
        NotFound, Forbidden, Conflict: there are none of theirs, or they were started meanwhile.
    """
    async with db.reading() as session:
        batch = await rights.drafted(session, person, batch_id)
        kept = await session.get_one(BatchDraft, batch.id)
    return await _view(person, batch, kept)


async def _view(person: Person, batch: Batch, kept: BatchDraft) -> Draft:
    sheet, places = Sheet.from_json(kept.sheet), dict(kept.places)
    named = {columns.plain(row.name): row.id for row in await voices.listing(person)}
    # Thousands of rows take longer than the pages may wait.
    checked = await asyncio.to_thread(checking.check, sheet, places, kept.shared, named)
    file = str(batch.settings.get("file", ""))
    return Draft(batch.id, batch.name, file, sheet, places, dict(kept.shared), checked)


async def change(person: Person, batch_id: str, wanted: Mapping[str, Any]) -> Draft:
    """Change which columns give what ("places"), whether the first row is a "heading", "shared".

    Shared settings that are wrong are kept, and told by `checked.wrong`.

    Raises:
        NotFound, Forbidden, Conflict: as for `show`.
        Invalid: there are no such columns.
    """
    async with db.transaction() as session:
        batch = await rights.drafted(session, person, batch_id)
        kept = await session.get_one(BatchDraft, batch.id)
        sheet = Sheet.from_json(kept.sheet)
        if isinstance(wanted.get("heading"), bool):
            kept.sheet = kept.sheet | {"heading": wanted["heading"]}
        if isinstance(wanted.get("places"), Mapping):
            kept.places = columns.chosen(wanted["places"], sheet.width)
        if isinstance(wanted.get("shared"), Mapping):
            given = {name: wanted["shared"].get(name) for name in checking.SHARED}
            kept.shared = {name: value for name, value in given.items() if value not in (None, "")}
        kept.updated_at = now()
        session.add(kept)
    return await _view(person, batch, kept)


async def start(
    person: Person,
    batch_id: str,
    data: Mapping[str, object],
    skip: Skip,
    seconds: float | None = None,
) -> str:
    """Start the campaigns, with the terms in `data`; the batch keeps its id. Wake the engine.

    `seconds` are what a campaign is expected to take.

    Raises:
        NotFound, Forbidden, Conflict: as for `show`.
        Invalid: a term or a row is wrong.
    """
    found = await show(person, batch_id)
    read = terms.read({"name": found.name, "priority": found.shared.get("priority"), **data}, now())
    briefs = found.checked.briefs(skip)
    settings = {
        "file": found.file,
        "rows": len(briefs),
        "shared": found.shared,
        EXPECTED: seconds,
    }
    async with db.transaction() as session:
        batch = await rights.drafted(session, person, batch_id)
        await session.exec(delete(BatchDraft).where(col(BatchDraft.batch_id) == batch_id))
        await creation.fill(session, batch, Order(tuple(briefs), read, settings))
    live.publish(live.EVERYTHING, message(batch_id))
    return batch_id


async def drop(person: Person, batch_id: str) -> None:
    """Throw rows away that were not started.

    Raises:
        NotFound, Forbidden, Conflict: as for `show`.
    """
    async with db.transaction() as session:
        await rights.drafted(session, person, batch_id)
        await _delete(session, batch_id)
    live.publish(live.EVERYTHING, message(batch_id))


async def _delete(session: AsyncSession, batch_id: str) -> None:
    await session.exec(delete(BatchDraft).where(col(BatchDraft.batch_id) == batch_id))
    await session.exec(delete(Batch).where(col(Batch.id) == batch_id))
