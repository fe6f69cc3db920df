"""Source links: read once, with care for where they lead, and kept as they were."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from contentflow import db
from contentflow.briefs import link_problem
from contentflow.errors import SourceUnreadable
from contentflow.fetching import Fetched, Network, fetch
from contentflow.models import SourceRow, now
from contentflow.names import SourceKind, SourceStatus
from contentflow.pagetext import page_text

LONGEST = 20_000  # characters kept of a page
_TITLE = 300
PUBLIC = Network()


@dataclass(frozen=True)
class ReadPage:
    """A page's words as they were at a moment; `sha256` is of what the server sent."""

    url: str
    title: str
    text: str
    sha256: str
    fetched_at: datetime


async def read(url: str, network: Network = PUBLIC) -> ReadPage:
    """Fetch a page and keep its words.

    Raises:
        SourceUnreadable: says why in words for the person who gave the link.
    """
    if problem := link_problem(url):
        raise SourceUnreadable(problem.capitalize())
    fetched = await fetch(url, network)
    title, text = await asyncio.to_thread(_words, fetched)
    if not text:
        raise SourceUnreadable("The page has no text to read.")
    digest = hashlib.sha256(fetched.body).hexdigest()
    return ReadPage(fetched.url, title[:_TITLE], text[:LONGEST], digest, now())


def _words(fetched: Fetched) -> tuple[str, str]:
    decoded = fetched.body.decode(fetched.charset, "replace").replace("\0", "\ufffd")
    if fetched.media_type == "text/plain":
        return "", decoded.strip()
    return page_text(decoded)


async def read_pending(campaign_id: str, network: Network = PUBLIC) -> list[str]:
    """Read a campaign's links that were not read yet; returns a warning for each that failed."""
    query = select(SourceRow).where(
        SourceRow.campaign_id == campaign_id,
        SourceRow.kind == SourceKind.URL,
        SourceRow.status == SourceStatus.PENDING,
    )
    async with db.reading() as session:
        rows = (await session.exec(query.order_by(col(SourceRow.position)))).all()
    warnings = await asyncio.gather(*(_read_row(row, network) for row in rows))
    return [warning for warning in warnings if warning]


async def _read_row(row: SourceRow, network: Network) -> str:
    try:
        fill(row, await read(row.value, network))
    except SourceUnreadable as error:
        row.status, row.error, row.fetched_at = SourceStatus.FAILED, str(error), now()
    async with db.transaction() as session:
        await session.merge(row)
    return f"{row.value}: {row.error}" if row.error else ""


def fill(row: SourceRow, page: ReadPage) -> None:
    """Keep what was read in the source's row."""
    row.title, row.text, row.sha256 = page.title, page.text, page.sha256
    row.status, row.error, row.fetched_at = SourceStatus.READ, "", page.fetched_at
