"""A batch and all its campaigns, made in one transaction; nothing is fetched and nothing runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, brief_rows, db, live, voices
from contentflow.batches.spending import message
from contentflow.batches.terms import Terms
from contentflow.briefs import NewCampaign, NewSource, as_data
from contentflow.errors import Invalid
from contentflow.models import Batch, Campaign, Run, RunEvent, SourceRow, new_id, now
from contentflow.names import AGENT_ORDER, BatchStatus, CampaignStatus, SourceKind
from contentflow.person import Person
from contentflow.runs import status_event

_AT_ONCE = 100  # rows of one statement, so that the pages do not wait for it
_FIRST = 1  # the number of a campaign's first event
_STEPS = [[agent.value] for agent in AGENT_ORDER]
_OF_BRIEF = (
    *("topic", "name", "audience", "goal", "content_type", "keyphrase", "target_words"),
    *("priority", "visibility", "brand_voice_id"),
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """Checked briefs and the terms they share; `settings` is what to remember of their making."""

    briefs: tuple[NewCampaign, ...]
    terms: Terms = field(default_factory=Terms)
    settings: dict[str, Any] = field(default_factory=dict)


async def create(person: Person, order: Order) -> str:
    """Make a batch; returns its id. Wake the engine afterwards.

    Raises:
        Forbidden: the person may only read.
        Invalid: there is no brief, or one asks for a brand voice that is not theirs to use.
    """
    access.require_start(person)
    batch = Batch(user_id=person.id, name=order.terms.name)
    async with db.transaction() as session:
        await fill(session, batch, order)
    live.publish(live.EVERYTHING, message(batch.id))
    return batch.id


async def fill(session: AsyncSession, batch: Batch, order: Order) -> None:
    """Give a batch its campaigns in the caller's transaction; from then on it runs."""
    if not order.briefs:
        raise Invalid({"rows": "There is nothing to start."})
    terms = order.terms
    batch.status, batch.reason = BatchStatus.RUNNING, ""
    batch.name = terms.name or f"{len(order.briefs):,} campaigns"
    batch.priority, batch.budget_usd = terms.priority, terms.budget_usd
    batch.starts_at = terms.starts_at
    batch.settings = order.settings | {"time_zone": terms.time_zone}
    batch.created_at = now()
    session.add(batch)
    await session.flush()
    frozen = {
        voice_id: await voices.frozen(session, batch.user_id, voice_id)
        for voice_id in {new.brand_voice_id for new in order.briefs if new.brand_voice_id}
    }
    rows = _Rows(batch, frozen)
    for start in range(0, len(order.briefs), _AT_ONCE):
        for table, some in rows.of(start + 1, order.briefs[start : start + _AT_ONCE]).items():
            if some:
                await (await session.connection()).execute(insert(table), some)


class _Rows:
    """Rows as plain values: each is a copy of one that the tables' own classes made.

    Thousands of objects of those classes would take seconds in which no page moves.
    """

    def __init__(self, batch: Batch, frozen: dict[str, dict[str, Any]]) -> None:
        self._frozen = frozen
        campaign = Campaign(
            user_id=batch.user_id,
            batch_id=batch.id,
            topic="",
            status=CampaignStatus.QUEUED,
            cost_usd=0.0,
            seq=_FIRST,
        )
        run = Run(
            campaign_id=campaign.id,
            user_id=batch.user_id,
            batch_id=batch.id,
            steps=_STEPS,
            not_before=batch.starts_at,
            queued_at=batch.created_at,
        )
        told = status_event(run, campaign.cost_usd)
        event = RunEvent(campaign_id=campaign.id, seq=_FIRST, type=told.type, data=told.data)
        self._campaign, self._run = campaign.model_dump(), run.model_dump()
        self._event, self._queued_at = event.model_dump(), run.queued_at
        self._sources = {
            kind: brief_rows.source_row(campaign.id, 0, NewSource(kind, ""), {}).model_dump()
            for kind in SourceKind
        }

    def of(self, first: int, briefs: Sequence[NewCampaign]) -> dict[type[SQLModel], list[Row]]:
        """The rows of some briefs by their table, those first that others name."""
        rows: dict[type[SQLModel], list[Row]] = {
            table: [] for table in (Campaign, SourceRow, Run, RunEvent)
        }
        for number, new in enumerate(briefs, first):
            campaign_id, run_id = new_id(), new_id()
            # They start in the order of their rows.
            queued_at = self._queued_at + number * timedelta(microseconds=1)
            rows[Campaign].append(self._campaign_of(campaign_id, number, new))
            rows[SourceRow] += self._sources_of(campaign_id, new.sources)
            its = {"id": run_id, "campaign_id": campaign_id, "queued_at": queued_at}
            rows[Run].append(self._run | its | {"priority": new.priority, "brief": as_data(new)})
            data = self._event["data"] | {"queued_at": queued_at.isoformat()}
            its = {"campaign_id": campaign_id, "run_id": run_id, "data": data}
            rows[RunEvent].append(self._event | its)
        return rows

    def _campaign_of(self, campaign_id: str, number: int, new: NewCampaign) -> Row:
        said = {name: getattr(new, name) for name in _OF_BRIEF}
        voice = self._frozen.get(new.brand_voice_id or "")
        its = {"id": campaign_id, "batch_row": number, "tone": new.tone or "", "voice": voice}
        return self._campaign | said | its

    def _sources_of(self, campaign_id: str, given: Sequence[NewSource]) -> list[Row]:
        rows = []
        for position, source in enumerate(given):
            row = self._sources[source.kind] | {"id": new_id(), "campaign_id": campaign_id}
            text = source.value if source.kind is SourceKind.TEXT else ""
            rows.append(row | {"position": position, "value": source.value, "text": text})
        return rows
