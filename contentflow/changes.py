"""What changed between two versions and by whom, every change with its words and its numbers."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, brief_rows, campaigns, db, version_rows
from contentflow import document as documents
from contentflow.analysis import facts
from contentflow.document import Document
from contentflow.document_changes import Named, Part, Stage, Way, way
from contentflow.errors import NotFound
from contentflow.models import AgentDecision, Campaign, ContentVersion, User
from contentflow.names import AGENT_LABELS, AgentName, SourceKind, VersionKind
from contentflow.person import Person
from contentflow.snapshots import decision_view
from contentflow.view import CampaignView, DecisionView


@dataclass(frozen=True)
class Change:
    """One change between two texts: an agent's edit, with its `decision`, or what a person did.

    `number` counts them as they come in the text; `shown`: its words stand there, changed by nobody
    since. `lost` are facts the brief lists that went with it. `version` has it, 0: being written.
    """

    key: str
    number: int
    place: str
    shown: bool
    version: int
    kind: VersionKind
    author: str
    agent: AgentName | None = None
    decision: DecisionView | None = None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """The parts of a text, whose pieces name their change by its key, and the changes."""

    parts: list[Part]
    changes: list[Change]


@dataclass(frozen=True)
class _Source:
    """Where a change comes from."""

    version: int
    kind: VersionKind
    author: str
    agent: AgentName | None


@dataclass(frozen=True)
class _Told:
    """The stages of a way, and of each key what is known."""

    old: Document
    stages: list[Stage]
    sources: dict[str, _Source]
    decisions: dict[str, DecisionView]


async def between(person: Person, campaign_id: str, old: int, new: int) -> Changes:
    """What changed from one version to a later one.

    Raises:
        NotFound: the campaign or one of them does not exist, or not for them; or the later one
            is not later.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        await version_rows.find(session, campaign.id, new)
        if old >= new:
            raise NotFound("Choose an older version to compare with.")
        told = await _told(session, campaign, old, new)
        listed = await _listed_facts(session, campaign)
    return await asyncio.to_thread(_changes, told, listed)


async def live(person: Person, campaign_id: str) -> Changes:
    """What the agents at work have changed since the last version.

    Raises:
        NotFound: the campaign does not exist, or not for them.
    """
    view = await campaigns.snapshot(person, campaign_id)
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        old = await version_rows.text(session, campaign.id, view.version) if view.version else None
        stored = select(AgentDecision).where(AgentDecision.campaign_id == campaign.id)
        known = {row.key for row in (await session.exec(stored)).all()}
        listed = await _listed_facts(session, campaign)
    told = _being_written(view, old or Document(), known)
    return await asyncio.to_thread(_changes, told, listed)


async def _told(session: AsyncSession, campaign: Campaign, old: int, new: int) -> _Told:
    base = await version_rows.text(session, campaign.id, old)
    decisions = await _decisions(session, campaign, old, new)
    told = _Told(base, [], {}, {row.key: decision_view(row) for row in decisions})
    by_version: dict[int, list[AgentDecision]] = {}
    for row in decisions:
        by_version.setdefault(row.version, []).append(row)
    for version, name in await _versions(session, campaign, old, new):
        own = by_version.get(version.number, [])
        source = _Source(
            version.number, version.kind, version_rows.author(version, name), version.agent_type
        )
        told.sources[f"v{version.number}"] = source
        told.sources.update({row.key: _of(row, source) for row in own})
        told.stages.append(
            Stage(
                documents.from_json(version.document),
                f"v{version.number}",
                tuple(_named(row) for row in own),
                inherits=bool(own),
            )
        )
    return told


def _of(row: AgentDecision, source: _Source) -> _Source:
    """An agent's edit is its own, also when a person took it in."""
    return replace(source, author=AGENT_LABELS[row.agent_type], agent=row.agent_type)


def _named(row: AgentDecision) -> Named:
    return Named(row.key, row.block_id, row.text_before, row.text_after)


async def _versions(
    session: AsyncSession, campaign: Campaign, old: int, new: int
) -> Iterable[tuple[ContentVersion, str | None]]:
    query = (
        select(ContentVersion, User.name)
        .join(User, col(User.id) == col(ContentVersion.user_id), isouter=True)
        .where(
            ContentVersion.campaign_id == campaign.id,
            ContentVersion.number > old,
            ContentVersion.number <= new,
        )
        .order_by(col(ContentVersion.number))
        .options(*(defer(getattr(ContentVersion, name)) for name in ("checks", "brief")))
    )
    return (await session.exec(query)).all()


async def _decisions(
    session: AsyncSession, campaign: Campaign, old: int, new: int
) -> list[AgentDecision]:
    query = select(AgentDecision).where(
        AgentDecision.campaign_id == campaign.id,
        AgentDecision.version > old,
        AgentDecision.version <= new,
    )
    found = await session.exec(
        query.order_by(col(AgentDecision.created_at), col(AgentDecision.position))
    )
    return list(found.all())


def _being_written(view: CampaignView, old: Document, known: set[str]) -> _Told:
    """The text as it is now: one more stage, whose edits are told and not yet stored."""
    fresh = [
        one for one in view.decisions if one.kept and not one.proposed and one.key not in known
    ]
    named = tuple(Named(one.key, one.block_id, one.text_before, one.text_after) for one in fresh)
    writer = _Source(0, VersionKind.AGENT, AGENT_LABELS[AgentName.WRITER], AgentName.WRITER)
    sources = {
        one.key: replace(writer, author=AGENT_LABELS[one.agent_type], agent=one.agent_type)
        for one in fresh
    }
    stage = Stage(view.document, "v0", named, inherits=bool(fresh))
    return _Told(old, [stage], sources | {"v0": writer}, {one.key: one for one in fresh})


async def _listed_facts(session: AsyncSession, campaign: Campaign) -> dict[str, str]:
    """The facts people listed in the brief, each as it can be compared and as they wrote it."""
    rows = await brief_rows.source_rows(session, campaign.id)
    given = [row.value for row in rows if row.kind is SourceKind.TEXT]
    return {fact.value: text[fact.start : fact.end] for text in given for fact in facts.find(text)}


def _changes(told: _Told, listed: dict[str, str]) -> Changes:
    found = way(told.old, told.stages)
    shown = {piece.by for part in found.parts for piece in part.pieces if piece.by}
    shown |= {change.key for change in found.changes if _reshapes(found, change)}
    lost = _lost(found, listed, told.stages[-1].document)
    # What a person did and undid again is nothing; an agent's edit stays to be reviewed.
    keys = [key for key in _in_order(found) if key in shown or key in told.decisions]
    changes = []
    for number, key in enumerate(keys, start=1):
        source = told.sources.get(key) or told.sources[key.partition(":")[0]]
        changes.append(
            Change(
                key=key,
                number=number,
                place=next(change.place for change in found.changes if change.key == key),
                shown=key in shown,
                decision=told.decisions.get(key),
                lost=lost.get(key, ()),
                **vars(source),
            )
        )
    return Changes(found.parts, changes)


def _reshapes(found: Way, change: Named) -> bool:
    """A heading of another level has changed, though its words are the same."""
    return any(
        part.place == change.place
        and part.fate == "changed"
        and all(piece.kind == "same" for piece in part.pieces)
        for part in found.parts
    )


def _in_order(found: Way) -> list[str]:
    """The changes as one meets them in the text; those without words stand where they were."""
    order: dict[str, None] = {}
    by_place: dict[str, list[str]] = {}
    for change in found.changes:
        by_place.setdefault(change.place, []).append(change.key)
    for part in found.parts:
        order.update(dict.fromkeys(piece.by for piece in part.pieces if piece.by))
        order.update(dict.fromkeys(by_place.pop(part.place, [])))
    order.update(dict.fromkeys(key for keys in by_place.values() for key in keys))
    return list(order)


def _lost(found: Way, listed: dict[str, str], new: Document) -> dict[str, tuple[str, ...]]:
    """Facts of the brief that went with a change and stand nowhere else."""
    if not listed:
        return {}
    text = f"{new.title}\n{new.meta_description}\n{documents.render(new)}"
    gone: dict[str, set[str]] = {}
    for change in found.changes:
        gone.setdefault(change.key, set()).update(
            facts.lost(change.before, change.after) & listed.keys()
        )
    missing = facts.lost("\n".join(sorted(frozenset().union(*gone.values()))), text)
    return {
        key: tuple(sorted(values & missing)) for key, values in gone.items() if values & missing
    }
