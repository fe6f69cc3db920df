"""What people say of the agents' edits afterwards, and what that does to the text.

An edit that an agent kept is in the text until a person rejects it; one that an agent rejected is
not until a person accepts it. What goes in and comes out at once is one new version; everything
else is only noted. Decisions are named by their id or by "run:agent:round:position".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, campaigns, db, live, timeline, version_rows
from contentflow.brief import Brief
from contentflow.document import Document, Edit, place_of
from contentflow.errors import Conflict, Invalid, NotFound
from contentflow.live import Message
from contentflow.models import AgentDecision, Campaign, ContentVersion, now
from contentflow.names import EventType, Outcome, Review, VersionKind
from contentflow.person import Person
from contentflow.review_texts import Texts, in_order
from contentflow.runs import by
from contentflow.timeline import Event
from contentflow.version_rows import Made, Measure, same_text

MOST = 500  # decisions at once
_TRIES = 5
_LONGEST_NAME = 120
_UNKNOWN = "There is no such edit here, or its agent is still at work."


@dataclass(frozen=True)
class Reviewed:
    """What became of a review: the version that is the text now, and what could not be done.

    `left` says why, by the decision's key; `changed`: the version is new.
    """

    number: int
    changed: bool
    keys: list[str]
    left: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """How people took the agents' edits, over all runs, and how much they wrote themselves.

    `accepted` counts what people took in beside the agents too; `open` are kept edits that nobody
    has reviewed. `characters` were typed or taken away by hand.
    """

    accepted: int = 0
    rejected: int = 0
    open: int = 0
    characters: int = 0


async def accept(person: Person, campaign_id: str, decision: str, measure: Measure) -> Reviewed:
    """Accept one edit; raises as `review` does."""
    return await review(person, campaign_id, [decision], Review.ACCEPTED, measure)


async def reject(person: Person, campaign_id: str, decision: str, measure: Measure) -> Reviewed:
    """Reject one edit; raises as `review` does."""
    return await review(person, campaign_id, [decision], Review.REJECTED, measure)


async def reopen(person: Person, campaign_id: str, decision: str, measure: Measure) -> Reviewed:
    """Take back what was said of one edit; raises as `review` does."""
    return await review(person, campaign_id, [decision], Review.OPEN, measure)


async def review(
    person: Person, campaign_id: str, decisions: Sequence[str], said: Review, measure: Measure
) -> Reviewed:
    """Say the same of several edits; what cannot be done of it is left as it was.

    Raises:
        NotFound, Forbidden: the campaign is not theirs to change, or has no such decision.
        Invalid: no decision is named, or too many.
        Conflict: nothing of it can be done; says why. Or agents are at work on the text.
    """
    names = _names(decisions)
    for _ in range(_TRIES):
        async with db.reading() as session:
            campaign = await access.edited(session, person, campaign_id)
            rows = await _find(session, campaign.id, names)
            plan = await _plan(session, campaign, rows, said)
        if not plan.rows:
            return Reviewed(campaign.version, False, [])
        if reviewed := await _commit(person, campaign_id, plan, measure):
            return reviewed
    raise Conflict("Others review at the same time. Try again in a moment.")


async def figures(session: AsyncSession, campaign_id: str) -> Figures:
    """How the agents' edits of one campaign were taken; the caller has looked at the rights."""
    query = (
        select(AgentDecision.outcome, AgentDecision.review, func.count())
        .where(AgentDecision.campaign_id == campaign_id)
        .group_by(col(AgentDecision.outcome), col(AgentDecision.review))
    )
    counts = {(kept, said): count for kept, said, count in (await session.exec(query)).all()}
    typed = select(func.coalesce(func.sum(col(ContentVersion.characters)), 0)).where(
        ContentVersion.campaign_id == campaign_id
    )
    return Figures(
        accepted=sum(n for (_, said), n in counts.items() if said is Review.ACCEPTED),
        rejected=counts.get((Outcome.KEPT, Review.REJECTED), 0),
        open=counts.get((Outcome.KEPT, Review.OPEN), 0),
        characters=int((await session.exec(typed)).one()),
    )


def _names(decisions: object) -> list[str]:
    if isinstance(decisions, str) or not isinstance(decisions, Sequence) or not decisions:
        raise Invalid({"decisions": "Name at least one edit."})
    if len(decisions) > MOST:
        raise Invalid({"decisions": f"Name at most {MOST} edits at once."})
    if any(not isinstance(name, str) or len(name) > _LONGEST_NAME for name in decisions):
        raise NotFound(_UNKNOWN)
    return list(dict.fromkeys(decisions))


async def _find(
    session: AsyncSession, campaign_id: str, names: Sequence[str]
) -> list[AgentDecision]:
    ids = {name for name in names if _is_id(name)}
    runs = {name.partition(":")[0] for name in names} - ids
    query = select(AgentDecision).where(
        AgentDecision.campaign_id == campaign_id,
        or_(col(AgentDecision.id).in_(ids), col(AgentDecision.run_id).in_(filter(_is_id, runs))),
    )
    rows = (await session.exec(query)).all()
    known = {row.key: row for row in rows} | {row.id: row for row in rows}
    if any(name not in known for name in names):
        raise NotFound(_UNKNOWN)
    return in_order({known[name].id: known[name] for name in names}.values())


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class _Plan:
    """What a review does: what is said of which rows, and the text then.

    `left` says why an edit stays as it was, `places` where one stands that moved, by key.
    """

    said: Review
    rows: list[AgentDecision]
    base: int
    text: Document
    now: Document
    brief: Brief
    left: dict[str, str]
    places: dict[str, str]

    @property
    def changes(self) -> bool:
        return not same_text(self.text, self.now)


def _is_in(outcome: Outcome, said: Review) -> bool:
    """Whether an edit is in the text when this was said of it."""
    if outcome is Outcome.KEPT:
        return said is not Review.REJECTED
    return said is Review.ACCEPTED


async def _plan(
    session: AsyncSession, campaign: Campaign, found: list[AgentDecision], said: Review
) -> _Plan:
    rows = [row for row in found if row.review is not said]
    moving = [row for row in rows if _is_in(row.outcome, row.review) != _is_in(row.outcome, said)]
    if moving:
        version_rows.refuse_early(campaign)
    current = await version_rows.text(session, campaign.id, campaign.version)
    text, left, places = await _moved(Texts(session, campaign), moving, current)
    if left and len(left) == len(rows):
        raise Conflict(next(iter(left.values())))
    return _Plan(
        said=said,
        rows=[row for row in rows if row.key not in left],
        base=campaign.version,
        text=text,
        now=current,
        brief=await campaigns.brief_of(session, campaign.id),
        left=left,
        places=places,
    )


async def _moved(
    texts: Texts, rows: list[AgentDecision], text: Document
) -> tuple[Document, dict[str, str], dict[str, str]]:
    """The text with edits out of it, the last first, and in it, the first first."""
    out = [row for row in rows if _is_in(row.outcome, row.review)]
    left, places = {}, {}
    for row in [*reversed(out), *(row for row in rows if row not in out)]:
        step = texts.take if row in out else texts.put
        try:
            after = await step(row, text)
        except Conflict as refusal:
            left[row.key] = str(refusal)
        else:
            places[row.key] = place_of(Edit(**(row.edit or {})), text, after)
            text = after
    return text, left, places


async def _commit(
    person: Person, campaign_id: str, plan: _Plan, measure: Measure
) -> Reviewed | None:
    """Write it all, unless the text or what was said moved on since."""
    report = await measure(plan.text, plan.brief) if plan.changes else None
    async with db.transaction() as session:
        campaign = await version_rows.locked(session, person, campaign_id)
        rows = [await session.get_one(AgentDecision, row.id) for row in plan.rows]
        before = [row.review for row in plan.rows]
        if campaign.version != plan.base or [row.review for row in rows] != before:
            return None
        number = campaign.version + plan.changes
        for row in rows:
            _note(row, person, plan, number)
        told = [_event(row, person) for row in rows]
        messages: list[Message]
        if report is None:
            messages = await timeline.append_all(session, campaign.id, None, told)
        else:
            version_rows.refuse_early(campaign)
            made = _made(plan, rows)
            messages = await version_rows.write(session, person, campaign, made, report, *told)
    for message in messages:
        live.publish(campaign_id, message)
    return Reviewed(number, plan.changes, [row.key for row in rows], plan.left)


def _note(row: AgentDecision, person: Person, plan: _Plan, number: int) -> None:
    row.review, row.reviewed_by, row.reviewed_at = plan.said, person.id, now()
    if row.outcome is Outcome.REJECTED and row.key in plan.places:
        row.version = number if plan.said is Review.ACCEPTED else 0
        row.block_id = plan.places[row.key]


def _event(row: AgentDecision, person: Person) -> Event:
    data = {"key": row.key, "review": row.review.value, "by": by(person)}
    return Event(EventType.DECISION_REVIEWED, data, row.agent_type)


def _made(plan: _Plan, rows: list[AgentDecision]) -> Made:
    return Made(
        VersionKind.REVIEW,
        plan.base,
        plan.text,
        edits=len(rows),
        decision_id=rows[0].id if len(rows) == 1 else None,
    )
