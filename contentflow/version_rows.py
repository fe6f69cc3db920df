"""Versions as rows: found by number, and written by people together with all they change."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, brief_rows, timeline
from contentflow import document as documents
from contentflow.analysis.checks import Report, check_data
from contentflow.brief import Brief
from contentflow.briefs import as_data
from contentflow.document import Document
from contentflow.errors import Conflict, NotFound
from contentflow.lettering import legible
from contentflow.live import Message
from contentflow.models import Campaign, ContentVersion, User
from contentflow.names import AGENT_LABELS, CampaignStatus, EventType, VersionKind
from contentflow.person import Person
from contentflow.runs import by
from contentflow.timeline import Event

Measure = Callable[[Document, Brief], Awaitable[Report]]
_HIGHEST = 2**31 - 1  # that a database's column takes


@dataclass(frozen=True)
class Made:
    """A text made by a person from version `base`, and how."""

    kind: VersionKind
    base: int
    document: Document
    edits: int = 0
    characters: int = 0
    restored_from: int | None = None
    decision_id: str | None = None


def same_text(one: Document, other: Document) -> bool:
    """Whether two documents read the same, whatever ids were handed out since."""
    return replace(one, serial=0) == replace(other, serial=0)


async def find(session: AsyncSession, campaign_id: str, number: int) -> ContentVersion:
    """A version by its number.

    Raises:
        NotFound: the campaign has no such version.
    """
    row = None
    if type(number) is int and 0 < number <= _HIGHEST:
        query = select(ContentVersion).where(
            ContentVersion.campaign_id == campaign_id, ContentVersion.number == number
        )
        row = (await session.exec(query)).first()
    if row is None:
        raise NotFound("There is no such version.")
    return row


async def text(session: AsyncSession, campaign_id: str, number: int) -> Document:
    """A version's text.

    Raises:
        NotFound: the campaign has no such version.
    """
    return documents.from_json((await find(session, campaign_id, number)).document)


def author(row: ContentVersion, name: str | None) -> str:
    """Who made a version: an agent's label, or the person's name."""
    return AGENT_LABELS[row.agent_type] if row.agent_type else legible(name or "")


async def changed_by(
    session: AsyncSession, campaign_id: str, since: int, places: Sequence[str]
) -> dict[str, str]:
    """Who changed these blocks or lines after a version: place to "SEO and Tom"."""
    query = (
        select(ContentVersion, User.name)
        .join(User, col(User.id) == col(ContentVersion.user_id), isouter=True)
        .where(ContentVersion.campaign_id == campaign_id, ContentVersion.number >= since)
        .order_by(col(ContentVersion.number))
    )
    before: dict[str, str | None] = {}
    names: dict[str, dict[str, None]] = {place: {} for place in places}
    for row, name in (await session.exec(query)).all():
        standing = _standing(documents.from_json(row.document), places)
        for place in places:
            if before and standing[place] != before[place]:
                names[place][author(row, name)] = None
        before = standing
    return {place: " and ".join(found) for place, found in names.items()}


def _standing(document: Document, places: Sequence[str]) -> dict[str, str | None]:
    blocks = {block.id: documents.source_of(block) for block in document.blocks}
    lines = {name: str(getattr(document, name)) for name in ("title", "meta_description", "slug")}
    return {place: lines.get(place, blocks.get(place)) for place in places}


def refuse_early(campaign: Campaign) -> None:
    """Raises:
    Conflict: it has no text, or agents are at work on it.
    """
    if campaign.status is CampaignStatus.GENERATING:
        raise Conflict("Agents are at work on the text. Take over, or wait for their end.")
    if not campaign.version:
        raise Conflict("There is no text yet. Run the Writer first.")


async def locked(session: AsyncSession, person: Person, campaign_id: str) -> Campaign:
    """The campaign, if the person may change it, and nobody else until the commit.

    Raises:
        NotFound, Forbidden: it is not theirs to change.
    """
    campaign = await access.edited(session, person, campaign_id)
    await session.refresh(campaign, with_for_update=True)
    return campaign


async def write(
    session: AsyncSession,
    person: Person,
    campaign: Campaign,
    made: Made,
    report: Report,
    *told: Event,
) -> list[Message]:
    """Add the next version and all it changes in the caller's transaction; `told` happens with it.

    Give the messages to `live.publish` after the commit.
    """
    scores = {name.value: score for name, score in report.scores.items()}
    row = ContentVersion(
        campaign_id=campaign.id,
        number=campaign.version + 1,
        user_id=person.id,
        document=documents.to_json(made.document),
        scores=scores,
        checks=[check_data(check) for check in report.checks],
        overall=report.overall,
        words=int(report.metrics.get("words", 0)),
        brief=as_data(await brief_rows.read(session, campaign)),
        **{name: value for name, value in vars(made).items() if name != "document"},
    )
    session.add(row)
    event = Event(EventType.VERSION_CREATED, _told(row, person))
    standing = {
        "version": row.number,
        "scores": scores,
        "overall": row.overall,
        "title": made.document.title,
    }
    return await timeline.append_all(session, campaign.id, None, [event, *told], **standing)


def _told(row: ContentVersion, person: Person) -> dict[str, Any]:
    data = {
        "version": row.number,
        "kind": row.kind.value,
        "base": row.base,
        "scores": row.scores,
        "overall": row.overall,
        "by": by(person),
    }
    named = {"restored_from": row.restored_from, "decision_id": row.decision_id}
    return data | {name: value for name, value in named.items() if value is not None}
