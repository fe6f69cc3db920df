"""A version with everything that is known of it, read for somebody who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, brief_rows, db
from contentflow import document as documents
from contentflow.analysis.structured_data import nodes, script_of
from contentflow.briefs import as_data
from contentflow.document import Block, Document
from contentflow.errors import NotFound
from contentflow.lettering import legible, writable
from contentflow.models import (
    AgentDecision,
    AgentPerformance,
    Approval,
    Campaign,
    ContentVersion,
    User,
)
from contentflow.names import (
    AGENT_LABELS,
    CONTENT_TYPE_LABELS,
    CampaignStatus,
    ContentType,
    VersionKind,
)
from contentflow.person import Person

Data = dict[str, Any]


@dataclass(frozen=True)
class Approved:
    """Who approved a version, when, and what they said to it."""

    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Article:
    """A version as it leaves. `decisions` are the edits proposed up to it, kept or not.

    `approved` is None while nobody approved this version, or after another one was.
    """

    campaign_id: str
    name: str
    topic: str
    content_type: ContentType
    status: CampaignStatus
    owner: str
    dated: datetime
    number: int
    kind: VersionKind
    made_by: str
    made_at: datetime
    document: Document
    latest: int = 0  # the number of the campaign's latest version
    approved: Approved | None = None
    brief: Data = field(default_factory=dict)
    scores: dict[str, int | None] = field(default_factory=dict)
    overall: int | None = None
    checks: list[Data] = field(default_factory=list)
    decisions: list[AgentDecision] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the text is called, even before it has a title."""
        return self.document.title or self.name

    @property
    def state(self) -> str:
        """The version in words: "Version 3, not approved"."""
        return f"Version {self.number}, {'approved' if self.approved else 'not approved'}"

    @property
    def content_label(self) -> str:
        """The content type in words."""
        return CONTENT_TYPE_LABELS[self.content_type]

    @property
    def blocks(self) -> list[Block]:
        """What is read: every block but valid structured data."""
        return [block for block in self.document.blocks if script_of(block) is None]

    @property
    def scripts(self) -> list[str]:
        """The valid structured data, safe to stand in a script element."""
        return [found for block in self.document.blocks if (found := script_of(block)) is not None]

    @property
    def url(self) -> str:
        """Where the text is published, when its structured data says so."""
        described = (node for block in self.document.blocks for node in nodes(block.text) or ())
        return next((url for node in described if (url := _address(node.get("url")))), "")


def _address(value: object) -> str:
    plain = isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value
    return str(value) if plain and str(value).startswith(("https://", "http://")) else ""


async def read(person: Person, campaign_id: str, number: int | None) -> Article:
    """One version, by default the latest.

    Raises:
        NotFound: the campaign or the version does not exist, or not for this person.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        version = await _version(session, campaign, number)
        owner = await session.get_one(User, campaign.user_id)
        return Article(
            campaign_id=campaign.id,
            name=legible(campaign.name or campaign.topic),
            topic=legible(campaign.topic),
            content_type=campaign.content_type,
            status=campaign.status,
            owner=legible(owner.name),
            dated=campaign.created_at,
            number=version.number,
            kind=version.kind,
            made_by=await _author(session, version),
            made_at=version.created_at,
            document=writable_document(documents.from_json(version.document)),
            latest=campaign.version,
            approved=await _approval(session, campaign, version.number),
            brief=version.brief or as_data(await brief_rows.read(session, campaign)),
            scores=dict(version.scores),
            overall=version.overall,
            checks=list(version.checks),
            decisions=list(await _decisions(session, version)),
        )


async def _version(session: AsyncSession, campaign: Campaign, number: int | None) -> ContentVersion:
    wanted = campaign.version if number is None else number
    if not campaign.version:
        raise NotFound("There is no text to export yet.")
    query = select(ContentVersion).where(
        ContentVersion.campaign_id == campaign.id, ContentVersion.number == wanted
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise NotFound(f"There is no version {wanted}; the latest is {campaign.version}.")
    return found


async def _author(session: AsyncSession, version: ContentVersion) -> str:
    if version.user_id is None:
        return AGENT_LABELS[version.agent_type] if version.agent_type else ""
    return legible((await session.get_one(User, version.user_id)).name)


async def _approval(session: AsyncSession, campaign: Campaign, number: int) -> Approved | None:
    if campaign.approved_version != number:
        return None
    query = (
        select(Approval, User.name)
        .join(User, col(User.id) == col(Approval.user_id))
        .where(Approval.campaign_id == campaign.id, Approval.version == number)
        .order_by(col(Approval.id).desc())
    )
    row, name = (await session.exec(query.limit(1))).one()
    return Approved(legible(name), row.created_at, writable(row.note))


async def _decisions(session: AsyncSession, version: ContentVersion) -> Sequence[AgentDecision]:
    """Those of every execution that left this version or an earlier one."""
    query = (
        select(AgentDecision)
        .join(AgentPerformance, col(AgentPerformance.id) == col(AgentDecision.execution_id))
        .where(
            AgentDecision.campaign_id == version.campaign_id,
            AgentPerformance.version <= version.number,
        )
    )
    return (await session.exec(query.order_by(col(AgentDecision.id)))).all()


def writable_document(document: Document) -> Document:
    """The document with only such characters as every format can hold."""
    return replace(
        document,
        title=writable(document.title),
        meta_description=writable(document.meta_description),
        slug=writable(document.slug),
        blocks=tuple(replace(block, text=writable(block.text)) for block in document.blocks),
    )
