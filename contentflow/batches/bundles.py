"""The texts of a batch's campaigns in one zip, made while it is sent: it is never held whole."""

import io
import zipfile
from collections.abc import AsyncIterator, Iterable

from sqlmodel import col, select

from contentflow import access, db, export
from contentflow.batches import rights
from contentflow.errors import NotFound
from contentflow.models import Campaign
from contentflow.names import ExportFormat
from contentflow.person import Person


async def listed(
    person: Person, batch_id: str, picked: Iterable[str] | None = None
) -> list[tuple[int, str]]:
    """The row and id of each campaign that has a text: of those picked, or of all.

    Raises:
        NotFound: the batch does not exist, or not for them, or no text is there yet.
    """
    query = select(Campaign.batch_row, Campaign.id).where(
        Campaign.batch_id == batch_id, Campaign.version > 0
    )
    if picked is not None:
        query = query.where(col(Campaign.id).in_(list(picked)))
    query = access.visible(query, person).order_by(col(Campaign.batch_row))
    async with db.reading() as session:
        await rights.seen(session, person, batch_id)
        found = [(row or 0, campaign_id) for row, campaign_id in (await session.exec(query)).all()]
    if not found:
        raise NotFound("None of these campaigns has a text yet.")
    return found


async def zipped(
    person: Person, campaigns: list[tuple[int, str]], wanted: ExportFormat
) -> AsyncIterator[bytes]:
    """The zip, piece by piece: a file for each campaign, named by its row."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        for row, campaign_id in campaigns:
            try:
                file = await export.export(person, campaign_id, wanted)
            except NotFound:  # it was deleted since the first one was sent
                continue
            archive.writestr(f"{row:04}-{file.name}", file.content)
            yield pieces.take()
    yield pieces.take()


class _Pieces(io.RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """It takes bytes; it cannot be read or sought."""
        return True

    def write(self, data: object) -> int:
        """Keep some bytes."""
        some = bytes(data)  # type: ignore[call-overload]
        self._written += some
        return len(some)

    def take(self) -> bytes:
        """Give them away."""
        taken = bytes(self._written)
        self._written.clear()
        return taken
