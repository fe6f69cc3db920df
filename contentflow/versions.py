"""The versions of a campaign's text: listed, shown, compared; made by people, put back.

Nothing is overwritten: what a person saves or restores is the next version. Texts are measured by
the function handed in, outside of any transaction.
"""

from dataclasses import dataclass, fields, replace

from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, campaigns, db, live, version_rows
from contentflow import document as documents
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.document_diff import characters, diff
from contentflow.document_draft import read_draft
from contentflow.document_merge import Clash, merge
from contentflow.errors import Conflict, Invalid
from contentflow.listing import MOST, Page
from contentflow.models import Campaign, ContentVersion, User
from contentflow.names import AgentName, CampaignStatus, VersionKind
from contentflow.person import Person
from contentflow.version_rows import Made, Measure, same_text
from contentflow.version_shapes import Comparison as Comparison
from contentflow.version_shapes import Contested as Contested
from contentflow.version_shapes import Course as Course
from contentflow.version_shapes import Draft as Draft
from contentflow.version_shapes import Overtaken as Overtaken
from contentflow.version_shapes import Point as Point
from contentflow.version_shapes import Saved as Saved
from contentflow.version_shapes import Version as Version
from contentflow.version_shapes import VersionRow as VersionRow

_TRIES = 5  # to save before those who save more often have to be waited for
_TEXTS = ("document", "checks", "brief")  # what a list does not carry
_KEPT = {f.name for f in fields(VersionRow)} & set(ContentVersion.model_fields)


async def listing(
    person: Person, campaign_id: str, *, cursor: str | None = None, limit: int = 50
) -> Page[VersionRow]:
    """The versions without their texts, the latest first.

    Raises:
        NotFound: the campaign does not exist, or not for them.
        Invalid: the cursor is not one of ours, or the limit is not 1 to 100.
    """
    before = _before(cursor, limit)
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        rows = await _rows(session, campaign.id, before, limit + 1)
    return Page(rows[:limit], str(rows[limit - 1].number) if len(rows) > limit else None)


def _before(cursor: str | None, limit: int) -> int | None:
    if type(limit) is not int or not 1 <= limit <= MOST:
        raise Invalid({"limit": f"The limit must be 1 to {MOST}."})
    if cursor is None:
        return None
    if not isinstance(cursor, str) or not cursor.isdecimal() or len(cursor) > 9:
        raise Invalid({"cursor": "Use the next_cursor of the page before."})
    return int(cursor)


async def _rows(
    session: AsyncSession, campaign_id: str, before: int | None, limit: int
) -> list[VersionRow]:
    query = (
        select(ContentVersion, User.name)
        .join(User, col(User.id) == col(ContentVersion.user_id), isouter=True)
        .where(ContentVersion.campaign_id == campaign_id)
        .order_by(col(ContentVersion.number).desc())
        .limit(limit + 1)  # the one after the last, to compare with
        .options(*(defer(getattr(ContentVersion, name)) for name in _TEXTS))
    )
    if before is not None:
        query = query.where(ContentVersion.number < before)
    found = (await session.exec(query)).all()
    earlier = [row.overall for row, _ in found[1:]] + [None]
    rows = [_row(row, name, was) for (row, name), was in zip(found, earlier, strict=False)]
    return rows[:limit]


def _row(row: ContentVersion, name: str | None, before: int | None = None) -> VersionRow:
    known = row.overall is not None and before is not None
    return VersionRow(
        **{field: getattr(row, field) for field in _KEPT},
        author=version_rows.author(row, name),
        change=row.overall - before if known else None,  # type: ignore[operator]
    )


async def course(person: Person, campaign_id: str) -> Course:
    """How the overall score went from version to version, and whether agents are at work.

    Raises:
        NotFound: the campaign does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        query = select(
            ContentVersion.number, ContentVersion.overall, ContentVersion.agent_type
        ).where(ContentVersion.campaign_id == campaign.id)
        found = (await session.exec(query.order_by(col(ContentVersion.number)))).all()
    points = [Point(number, score, agent is AgentName.WRITER) for number, score, agent in found]
    return Course(points, campaign.status is CampaignStatus.GENERATING)


async def show(person: Person, campaign_id: str, number: int) -> Version:
    """One version with its text.

    Raises:
        NotFound: the campaign or the version does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        return await _version(session, campaign.id, number)


async def _version(session: AsyncSession, campaign_id: str, number: int) -> Version:
    row = await version_rows.find(session, campaign_id, number)
    user = await session.get(User, row.user_id) if row.user_id else None
    query = select(ContentVersion.overall).where(
        ContentVersion.campaign_id == campaign_id, ContentVersion.number == number - 1
    )
    before = (await session.exec(query)).first()
    shown = _row(row, user.name if user else None, before)
    return Version(shown, documents.from_json(row.document), row.checks, row.brief)


async def compare(person: Person, campaign_id: str, a: int, b: int) -> Comparison:
    """How version `b` differs from version `a`.

    Raises:
        NotFound: the campaign or one of them does not exist, or not for them.
    """
    async with db.reading() as session:
        campaign = await access.seen(session, person, campaign_id)
        old = await _version(session, campaign.id, a)
        new = await _version(session, campaign.id, b)
    return Comparison(old, new, diff(old.document, new.document))


async def opened(person: Person, campaign_id: str) -> Version:
    """The text as it is now, for a person to edit.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change.
        Conflict: agents are at work on the text, or there is none yet.
    """
    async with db.reading() as session:
        campaign = await _editable(session, person, campaign_id)
        return await _version(session, campaign.id, campaign.version)


async def read(person: Person, campaign_id: str, draft: Draft) -> tuple[Document, Brief]:
    """A draft's text and the brief to measure it by; nothing is stored.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change, or there is no such base.
        Invalid: says of each wrong block what is wrong.
    """
    async with db.reading() as session:
        campaign = await access.edited(session, person, campaign_id)
        base = await version_rows.text(session, campaign.id, draft.base)
        return read_draft(draft.content, base), await campaigns.brief_of(session, campaign.id)


async def save(person: Person, campaign_id: str, draft: Draft, measure: Measure) -> Saved:
    """Make a draft the next version; what others changed meanwhile elsewhere is brought in.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change, or there is no such base.
        Invalid: says of each wrong block what is wrong.
        Overtaken: others changed the same blocks meanwhile.
        Conflict: agents are at work on the text, or there is none yet.
    """
    for _ in range(_TRIES):
        async with db.reading() as session:
            ready = await _ready(session, person, campaign_id, draft)
        if isinstance(ready, Saved):
            return ready
        if await _commit(person, campaign_id, ready, measure):
            return Saved(ready.made.base + 1, merged=ready.made.base != draft.base)
    raise Conflict("Others save at the same time. Try again in a moment.")


async def restore(person: Person, campaign_id: str, number: int, measure: Measure) -> Saved:
    """Make an earlier text the next version.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change, or there is no such version.
        Conflict: the text is the same already, or agents are at work on it.
    """
    for _ in range(_TRIES):
        async with db.reading() as session:
            campaign = await _editable(session, person, campaign_id)
            old = await version_rows.text(session, campaign.id, number)
            now = await version_rows.text(session, campaign.id, campaign.version)
            if same_text(old, now):
                raise Conflict(f"The text is that of version {number} already.")
            document = replace(old, serial=max(old.serial, now.serial))
            made = Made(VersionKind.RESTORE, campaign.version, document, restored_from=number)
            ready = Ready(made, await campaigns.brief_of(session, campaign.id))
        if await _commit(person, campaign_id, ready, measure):
            return Saved(ready.made.base + 1)
    raise Conflict("Others save at the same time. Try again in a moment.")


@dataclass(frozen=True)
class Ready:
    """What shall be the next version, and the brief to measure it by."""

    made: Made
    brief: Brief


async def _editable(session: AsyncSession, person: Person, campaign_id: str) -> Campaign:
    campaign = await access.edited(session, person, campaign_id)
    version_rows.refuse_early(campaign)
    return campaign


async def _ready(
    session: AsyncSession, person: Person, campaign_id: str, draft: Draft
) -> Ready | Saved:
    campaign = await _editable(session, person, campaign_id)
    base = await version_rows.text(session, campaign.id, draft.base)
    now = await version_rows.text(session, campaign.id, campaign.version)
    mine = read_draft(draft.content, base)
    merged = merge(base, mine, now)
    if merged.clashes:
        contested = await _contested(session, campaign, draft.base, merged.clashes)
        message = _overtaken(campaign.version, contested)
        raise Overtaken(message, campaign.version, merged.document, contested)
    if same_text(merged.document, now):
        return Saved(campaign.version, changed=False)
    changed = diff(base, mine)
    made = Made(
        VersionKind.EDIT,
        campaign.version,
        merged.document,
        edits=len(changed.changed) + len(changed.fields),
        characters=characters(base, mine),
    )
    return Ready(made, await campaigns.brief_of(session, campaign.id))


async def _contested(
    session: AsyncSession, campaign: Campaign, base: int, clashes: tuple[Clash, ...]
) -> list[Contested]:
    places = [clash.place for clash in clashes]
    names = await version_rows.changed_by(session, campaign.id, base, places)
    return [Contested(clash, names[clash.place]) for clash in clashes]


def _overtaken(number: int, contested: list[Contested]) -> str:
    names = " and ".join(dict.fromkeys(one.by for one in contested))
    what = "a block" if len(contested) == 1 else f"{len(contested)} blocks"
    return (
        f"{names} changed {what} that you changed too; the text is at version {number}."
        " Nothing was saved. Choose which text stays."
    )


async def _commit(person: Person, campaign_id: str, ready: Ready, measure: Measure) -> bool:
    """Write it, unless the text moved on since."""
    report = await measure(ready.made.document, ready.brief)
    async with db.transaction() as session:
        campaign = await version_rows.locked(session, person, campaign_id)
        version_rows.refuse_early(campaign)
        if campaign.version != ready.made.base:
            return False
        messages = await version_rows.write(session, person, campaign, ready.made, report)
    for message in messages:
        live.publish(campaign_id, message)
    return True
